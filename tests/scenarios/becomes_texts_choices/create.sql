CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  e VARCHAR(20),
  s VARCHAR(60),
  i INT,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, e, s, i) SELECT 4 * n + 1, 'row', 'x', 'a', 1 FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, e, s, i) SELECT 4 * n + 2, 'row', 'it''s', '', 3 FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, e, s, i) SELECT 4 * n + 3, 'row', NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, e, s, i) SELECT 4 * n + 4, 'row', 'é', 'a,b,c d', 2 FROM {numbers} WHERE n < 40;
