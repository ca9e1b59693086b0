CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  word VARCHAR(40) NOT NULL,
  kind ENUM('Noun','verb') DEFAULT 'verb',
  body TEXT,
  KEY word (word)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_general_ci;
INSERT INTO {table} SELECT n + 1, IF(n % 2, CONCAT('Wort', n), CONCAT('wÖrt', n)), 1 + n % 2, REPEAT('Äß ', n % 30) FROM {numbers} WHERE n < 800;
