CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  t TINYINT,
  tu TINYINT UNSIGNED,
  s SMALLINT,
  su SMALLINT UNSIGNED,
  m MEDIUMINT,
  mu MEDIUMINT UNSIGNED,
  i INT,
  iu INT UNSIGNED,
  b BIGINT,
  bu BIGINT UNSIGNED,
  z INT(8) ZEROFILL,
  bo BOOLEAN,
  y YEAR,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, t, tu, s, su, m, mu, i, iu, b, bu, z, bo, y) SELECT 5 * n + 1, 'row', -128, 0, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0, 0, FALSE, 1901 FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, t, tu, s, su, m, mu, i, iu, b, bu, z, bo, y) SELECT 5 * n + 2, 'row', 127, 255, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295, 9223372036854775807, 18446744073709551615, 4294967295, TRUE, 2155 FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, t, tu, s, su, m, mu, i, iu, b, bu, z, bo, y) SELECT 5 * n + 3, 'row', 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 7, 2, 0 FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, t, tu, s, su, m, mu, i, iu, b, bu, z, bo, y) SELECT 5 * n + 4, 'row', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, t, tu, s, su, m, mu, i, iu, b, bu, z, bo, y) SELECT 5 * n + 5, 'row', -1, 128, -1, 32768, -1, 8388608, -1, 2147483648, -1, 9223372036854775808, 99999999, -1, 1970 FROM {numbers} WHERE n < 32;
