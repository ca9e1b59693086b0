CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  t LONGTEXT,
  j JSON,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, t, j) SELECT 3 * n + 1, 'row', '{"a":1,  "b": [2.0]}', '{"a": 1}' FROM {numbers} WHERE n < 53;
INSERT INTO {table} (id, note, t, j) SELECT 3 * n + 2, 'row', NULL, NULL FROM {numbers} WHERE n < 53;
INSERT INTO {table} (id, note, t, j) SELECT 3 * n + 3, 'row', '"x"', '[1, 2.5, "é😀"]' FROM {numbers} WHERE n < 53;
