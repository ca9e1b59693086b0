CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  body TEXT
) DEFAULT CHARSET=utf8mb4;
INSERT INTO {table} SELECT n + 1, '{"a": 1}' FROM {numbers} WHERE n < 300;
UPDATE {table} SET body = 'not at all' WHERE id = 9;
