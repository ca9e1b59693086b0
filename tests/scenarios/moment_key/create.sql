CREATE TABLE {table} (
  at_moment DATETIME(6) NOT NULL,
  side ENUM('sell','buy','none') NOT NULL,
  price DECIMAL(10,4) DEFAULT NULL,
  PRIMARY KEY (at_moment, side)
);
INSERT INTO {table} SELECT DATE_ADD('2026-01-01 00:00:00.000001', INTERVAL (n DIV 2) * 7654321 MICROSECOND), 1 + n % 2, n / 16 FROM {numbers} WHERE n < 800;
