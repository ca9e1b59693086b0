CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  mail VARCHAR(40) DEFAULT NULL
) DEFAULT CHARSET=utf8mb4;
INSERT INTO {table} SELECT n + 1, CONCAT(n, '@example.org') FROM {numbers} WHERE n < 300;
UPDATE {table} SET mail = '3@example.org' WHERE id IN (5, 280);
UPDATE {table} SET mail = NULL WHERE id IN (6, 7);
