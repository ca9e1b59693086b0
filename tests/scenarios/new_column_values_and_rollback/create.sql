CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT,
  name VARCHAR(40) NOT NULL,
  price DECIMAL(8,2) DEFAULT NULL,
  PRIMARY KEY (id),
  KEY name (name)
);
INSERT INTO {table} SELECT 10 * n + 10, CONCAT('item ', n), IF(n % 7 = 0, NULL, n / 4) FROM {numbers} WHERE n < 1200;
