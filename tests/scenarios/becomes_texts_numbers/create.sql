CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  i VARCHAR(20),
  u VARCHAR(30),
  d VARCHAR(40),
  o VARCHAR(40),
  y CHAR(4),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, i, u, d, o, y) SELECT 4 * n + 1, 'row', '-2147483648', '18446744073709551615', '-1.500000', '-1.5e300', '1901' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, i, u, d, o, y) SELECT 4 * n + 2, 'row', '0', '0', '0.000000', '0', '2000' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, i, u, d, o, y) SELECT 4 * n + 3, 'row', NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, i, u, d, o, y) SELECT 4 * n + 4, 'row', '2147483647', '7', '12345678901234.123456', '0.1', '2155' FROM {numbers} WHERE n < 40;
