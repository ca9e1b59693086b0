CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT,
  title VARCHAR(100) DEFAULT NULL,
  body TEXT,
  kind ENUM('small','large') DEFAULT NULL,
  code CHAR(5) DEFAULT NULL,
  PRIMARY KEY (id),
  KEY title (title(20))
) DEFAULT CHARSET = latin1;
INSERT INTO {table} SELECT n + 1, CONCAT('Straße ', n, ' äöü €'), CONCAT('naïve café ', REPEAT('ÿ', n % 90)),
  IF(n % 3 = 0, 'small', IF(n % 3 = 1, 'large', NULL)), CONCAT('é', n % 9) FROM {numbers} WHERE n < 800;
