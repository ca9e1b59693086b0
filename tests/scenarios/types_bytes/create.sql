CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  b BINARY(8),
  b1 BINARY(1),
  v VARBINARY(300),
  tb TINYBLOB,
  bl BLOB,
  m MEDIUMBLOB,
  l LONGBLOB,
  c VARCHAR(20) CHARACTER SET binary,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) SELECT 9 * n + 1, 'row', '', LEFT('', 1), '', '', '', '', '', '' FROM {numbers} WHERE n < 17;
INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) SELECT 9 * n + 2, 'row', x'00', LEFT(x'00', 1), x'00', x'00', x'00', x'00', x'00', x'00' FROM {numbers} WHERE n < 17;
INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) SELECT 9 * n + 3, 'row', x'0000', LEFT(x'0000', 1), x'0000', x'0000', x'0000', x'0000', x'0000', x'0000' FROM {numbers} WHERE n < 17;
INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) SELECT 9 * n + 4, 'row', x'20', LEFT(x'20', 1), x'20', x'20', x'20', x'20', x'20', x'20' FROM {numbers} WHERE n < 17;
INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) SELECT 9 * n + 5, 'row', x'6120', LEFT(x'6120', 1), x'6120', x'6120', x'6120', x'6120', x'6120', x'6120' FROM {numbers} WHERE n < 17;
INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) SELECT 9 * n + 6, 'row', x'ff', LEFT(x'ff', 1), x'ff', x'ff', x'ff', x'ff', x'ff', x'ff' FROM {numbers} WHERE n < 17;
INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) SELECT 9 * n + 7, 'row', x'5c27225c30', LEFT(x'5c27225c30', 1), x'5c27225c30', x'5c27225c30', x'5c27225c30', x'5c27225c30', x'5c27225c30', x'5c27225c30' FROM {numbers} WHERE n < 17;
INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) SELECT 9 * n + 8, 'row', NULL, LEFT(NULL, 1), NULL, NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 17;
INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) SELECT 9 * n + 9, 'row', REPEAT(x'ff', 8), x'80', REPEAT(UNHEX(SHA2('x', 256)), 9), REPEAT(x'fe', 255), REPEAT(x'00', 65535), REPEAT(x'01', 70000), REPEAT(x'0a0d', 40000), REPEAT(x'00', 20) FROM {numbers} WHERE n < 17;
