CREATE TABLE {table} (
  id INT NOT NULL PRIMARY KEY,
  note VARCHAR(40),
  i INT,
  b BIGINT UNSIGNED,
  d DECIMAL(10,3),
  f FLOAT,
  g DOUBLE,
  e ENUM('1','2.5','null'),
  s SET('7','1000'),
  y YEAR,
  c TINYINT(1),
  w YEAR
);
INSERT INTO {table} SELECT n + 1, CONCAT('note ', n), CAST(n AS SIGNED) - 20, n * 1000000000000, n / 8, n / 8, n / 7, 1 + n % 3, 1 + n % 2, 2000 + n, n % 2, IF(n % 3, 1901 + n, 0) FROM {numbers} WHERE n < 120;
