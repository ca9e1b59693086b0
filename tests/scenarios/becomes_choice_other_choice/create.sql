CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  e ENUM('x','y'),
  s SET('a','b','c'),
  n ENUM('x','y'),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, e, s, n) SELECT 4 * n + 1, 'row', 'x', 'a', 'x' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, e, s, n) SELECT 4 * n + 2, 'row', 'y', '', 'y' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, e, s, n) SELECT 4 * n + 3, 'row', NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, e, s, n) SELECT 4 * n + 4, 'row', 'x', 'a,c', 'y' FROM {numbers} WHERE n < 40;
