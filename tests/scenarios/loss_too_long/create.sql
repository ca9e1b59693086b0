CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(40) NOT NULL
) DEFAULT CHARSET=utf8mb4;
INSERT INTO {table} SELECT n + 1, CONCAT('name ', n) FROM {numbers} WHERE n < 300;
UPDATE {table} SET name = 'longer than ten characters' WHERE id IN (3, 250);
