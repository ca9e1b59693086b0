CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(40) NOT NULL,
  quantity INT DEFAULT NULL,
  price DECIMAL(10,4) NOT NULL,
  tags SET('a', 'b', 'c') DEFAULT NULL,
  raw VARBINARY(20) NOT NULL
) DEFAULT CHARSET=utf8mb4;
INSERT INTO {table} SELECT n + 1, CONCAT('Öl und Name ', n), IF(n % 5, n * 100, NULL), (CAST(n AS SIGNED) - 400) * 12.3455, 1 + n % 7, REPEAT('x', n % 20)
  FROM {numbers} WHERE n < 600;
