CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  quantity INT NOT NULL
) DEFAULT CHARSET=utf8mb4;
INSERT INTO {table} SELECT n + 1, n FROM {numbers} WHERE n < 300;
UPDATE {table} SET quantity = 70000 WHERE id = 7;
UPDATE {table} SET quantity = -70000 WHERE id = 8;
