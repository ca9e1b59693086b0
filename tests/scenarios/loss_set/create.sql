CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  tags SET('a', 'b', 'c') NOT NULL
) DEFAULT CHARSET=utf8mb4;
INSERT INTO {table} SELECT n + 1, 'a,c' FROM {numbers} WHERE n < 300;
UPDATE {table} SET tags = 'a,b' WHERE id = 78;
