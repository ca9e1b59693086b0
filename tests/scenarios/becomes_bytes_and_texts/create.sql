CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  b VARBINARY(20),
  l BLOB,
  t VARCHAR(20),
  c CHAR(5) CHARACTER SET latin1,
  x TEXT,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, b, l, t, c, x) SELECT 4 * n + 1, 'row', 'é😀', x'e4f6', 'é😀', 'äö', REPEAT('é', 100) FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, b, l, t, c, x) SELECT 4 * n + 2, 'row', NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, b, l, t, c, x) SELECT 4 * n + 3, 'row', '', '', '', '', '' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, b, l, t, c, x) SELECT 4 * n + 4, 'row', 'a ', 'b ', 'c ', 'd', 'e ' FROM {numbers} WHERE n < 40;
