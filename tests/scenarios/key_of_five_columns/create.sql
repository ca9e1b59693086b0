CREATE TABLE {table} (
  region CHAR(2) NOT NULL,
  day DATE NOT NULL,
  kind ENUM('x','y') NOT NULL,
  raw VARBINARY(8) NOT NULL,
  number BIGINT UNSIGNED NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (region, day, kind, raw, number)
);
INSERT INTO {table} (region, day, kind, raw, number, note) SELECT ELT(1 + n % 3, 'de', 'FR', ''), DATE_ADD('2026-01-01', INTERVAL n % 5 DAY), 1 + n % 2, UNHEX(REPEAT('00', n % 4)), n + 18446744073709550000, n FROM {numbers} WHERE n < 240;
