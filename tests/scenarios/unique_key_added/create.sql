CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email VARCHAR(80) DEFAULT NULL,
  name VARCHAR(40) NOT NULL DEFAULT '',
  KEY email_plain (email)
);
INSERT INTO {table} SELECT n + 1, IF(n % 9 = 0, NULL, CONCAT('user', n, '1 + 2 * ({r} % 400) + {w}example.org')), CONCAT('name ', n) FROM {numbers} WHERE n < 800;
