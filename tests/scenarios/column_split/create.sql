CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  full_name VARCHAR(80) NOT NULL,
  born INT DEFAULT NULL
);
INSERT INTO {table} SELECT n + 1, CONCAT('Jürgen', n, ' von der Höhe ', n), 1900 + n % 100 FROM {numbers} WHERE n < 800;
