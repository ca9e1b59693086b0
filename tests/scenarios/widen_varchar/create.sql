CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  label VARCHAR(20) NOT NULL DEFAULT 'none',
  hint VARCHAR(50) DEFAULT NULL,
  KEY label (label)
);
INSERT INTO {table} SELECT n + 1, CONCAT('label', REPEAT(' ', n % 5)), IF(n % 4 = 0, NULL, REPEAT('h', n % 50)) FROM {numbers} WHERE n < 800;
