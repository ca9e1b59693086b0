CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  b1 BIT(1),
  b7 BIT(7),
  b8 BIT(8),
  b9 BIT(9),
  b63 BIT(63),
  b64 BIT(64),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, b1, b7, b8, b9, b63, b64) SELECT 4 * n + 1, 'row', 0, 0, 0, 0, 0, 0 FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, b1, b7, b8, b9, b63, b64) SELECT 4 * n + 2, 'row', 1, 127, 255, 511, 9223372036854775807, 18446744073709551615 FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, b1, b7, b8, b9, b63, b64) SELECT 4 * n + 3, 'row', NULL, NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, b1, b7, b8, b9, b63, b64) SELECT 4 * n + 4, 'row', b'1', b'1000000', b'10000000', b'100000001', 1, 9223372036854775808 FROM {numbers} WHERE n < 40;
