CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  c CHAR(20),
  v VARCHAR(20),
  t TINYTEXT,
  x VARCHAR(100),
  y CHAR(20),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, c, v, t, x, y) SELECT 4 * n + 1, 'row', 'a', 'a', 'é😀', ' x ', 'y' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, c, v, t, x, y) SELECT 4 * n + 2, 'row', '', '', '', '', '' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, c, v, t, x, y) SELECT 4 * n + 3, 'row', NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, c, v, t, x, y) SELECT 4 * n + 4, 'row', '  b', '  b', REPEAT('z', 50), 'x  ', 'y ' FROM {numbers} WHERE n < 40;
