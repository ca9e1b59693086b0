CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  e ENUM('x','it''s','é'),
  s SET('a','b','c d'),
  t ENUM('one','two'),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, e, s, t) SELECT 4 * n + 1, 'row', 'x', 'a', 'one' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, e, s, t) SELECT 4 * n + 2, 'row', 'it''s', '', 'two' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, e, s, t) SELECT 4 * n + 3, 'row', NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, e, s, t) SELECT 4 * n + 4, 'row', 'é', 'a,b,c d', 'one' FROM {numbers} WHERE n < 40;
