CREATE TABLE {table} (
  day DATE NOT NULL,
  hour TIME(3) NOT NULL,
  in_year YEAR NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (day, hour, in_year)
);
INSERT INTO {table} (day, hour, in_year, note) SELECT DATE_ADD('2026-01-01', INTERVAL n DIV 20 DAY), SEC_TO_TIME((CAST(n AS SIGNED) % 20 - 10) * 1000.125), 1990 + n, n FROM {numbers} WHERE n < 120;
