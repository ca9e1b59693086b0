CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  quantity VARCHAR(20) NOT NULL
) DEFAULT CHARSET=utf8mb4;
INSERT INTO {table} SELECT n + 1, n FROM {numbers} WHERE n < 300;
UPDATE {table} SET quantity = 'many' WHERE id = 12;
UPDATE {table} SET quantity = '' WHERE id = 13;
