CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  j JSON,
  a JSON,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, j, a) SELECT 6 * n + 1, 'row', '{"k": 1, "b": [1, 2.0, 2, -0.0]}', '[]' FROM {numbers} WHERE n < 26;
INSERT INTO {table} (id, note, j, a) SELECT 6 * n + 2, 'row', '{"k": 18, "é😀": "\\\\u0000"}', '"text"' FROM {numbers} WHERE n < 26;
INSERT INTO {table} (id, note, j, a) SELECT 6 * n + 3, 'row', '{}', 'null' FROM {numbers} WHERE n < 26;
INSERT INTO {table} (id, note, j, a) SELECT 6 * n + 4, 'row', NULL, NULL FROM {numbers} WHERE n < 26;
INSERT INTO {table} (id, note, j, a) SELECT 6 * n + 5, 'row', JSON_OBJECT('k', 5, 'd', DATE '2026-01-01', 'n', 1.50, 'b', x'00ff'), JSON_ARRAY(18446744073709551615, -9223372036854775808, 1e308, true) FROM {numbers} WHERE n < 26;
INSERT INTO {table} (id, note, j, a) SELECT 6 * n + 6, 'row', '{"k": 3, "a": {"b": {"c": [[[]]]}}}', JSON_QUOTE(REPEAT('x', 70000)) FROM {numbers} WHERE n < 26;
