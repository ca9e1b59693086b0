CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  doc JSON DEFAULT NULL,
  must JSON NOT NULL
);
INSERT INTO {table} SELECT n + 1, IF(n % 10 = 0, NULL, JSON_OBJECT('color', CONCAT('c', n % 9), 'z', n, 'a', JSON_ARRAY(1.0, 2, 'ä', NULL, TRUE))),
  JSON_ARRAY(n, n / 4, CONCAT('"', n)) FROM {numbers} WHERE n < 600;
