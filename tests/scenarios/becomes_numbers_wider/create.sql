CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  t TINYINT,
  tu TINYINT UNSIGNED,
  s SMALLINT,
  m MEDIUMINT,
  i INT,
  b BIGINT,
  u INT UNSIGNED,
  y YEAR,
  z INT(6) UNSIGNED ZEROFILL,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, t, tu, s, m, i, b, u, y, z) SELECT 4 * n + 1, 'row', -128, 0, -32768, -8388608, -2147483648, -9223372036854775808, 0, 1901, 0 FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, t, tu, s, m, i, b, u, y, z) SELECT 4 * n + 2, 'row', 127, 255, 32767, 8388607, 2147483647, 9223372036854775807, 4294967295, 2155, 999999 FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, t, tu, s, m, i, b, u, y, z) SELECT 4 * n + 3, 'row', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, t, tu, s, m, i, b, u, y, z) SELECT 4 * n + 4, 'row', 0, 1, 0, 0, 0, 0, 1, 0, 1 FROM {numbers} WHERE n < 40;
