CREATE TABLE {table} (
  owner INT DEFAULT NULL,
  token CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day DATE NOT NULL,
  other INT DEFAULT NULL,
  UNIQUE KEY token_day (token, day),
  UNIQUE KEY other (other),
  KEY by_owner (owner)
);
INSERT INTO {table} SELECT n % 11, CONCAT('t', n DIV 3), DATE_ADD('2026-05-01', INTERVAL n % 3 DAY), IF(n % 2, NULL, n) FROM {numbers} WHERE n < 800;
