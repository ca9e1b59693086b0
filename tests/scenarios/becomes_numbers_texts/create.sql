CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  i INT,
  u BIGINT UNSIGNED,
  d DECIMAL(20,6),
  o DOUBLE,
  z INT(8) ZEROFILL,
  y YEAR,
  b TINYINT,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, i, u, d, o, z, y, b) SELECT 5 * n + 1, 'row', -2147483648, 18446744073709551615, -1.5, -1.7976931348623157e308, 7, 1901, -1 FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, i, u, d, o, z, y, b) SELECT 5 * n + 2, 'row', 0, 0, 0, 0, 0, 0, 0 FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, i, u, d, o, z, y, b) SELECT 5 * n + 3, 'row', NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, i, u, d, o, z, y, b) SELECT 5 * n + 4, 'row', 5, 5, 12345678901234.123456, 1e-300, 99999999, 2155, 127 FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, i, u, d, o, z, y, b) SELECT 5 * n + 5, 'row', 1, 1, 0.000001, 0.1, 1, 2000, 1 FROM {numbers} WHERE n < 32;
