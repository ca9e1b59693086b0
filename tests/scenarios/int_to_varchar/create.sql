CREATE TABLE {table} (
  id INT NOT NULL PRIMARY KEY,
  code INT NOT NULL,
  size DECIMAL(8,3) DEFAULT NULL,
  KEY code (code)
);
INSERT INTO {table} SELECT n + 1, (n - 400) * 1000, IF(n % 6 = 0, NULL, n / 8) FROM {numbers} WHERE n < 800;
