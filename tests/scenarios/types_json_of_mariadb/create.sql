CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  j JSON,
  a JSON,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, j, a) SELECT 3 * n + 1, 'row', '{"k": 1, "b": [1, 2.0, 2, -0.0]}', '[]' FROM {numbers} WHERE n < 53;
INSERT INTO {table} (id, note, j, a) SELECT 3 * n + 2, 'row', '{"k":18}', ' {"k" : 18 } ' FROM {numbers} WHERE n < 53;
INSERT INTO {table} (id, note, j, a) SELECT 3 * n + 3, 'row', NULL, 'null' FROM {numbers} WHERE n < 53;
