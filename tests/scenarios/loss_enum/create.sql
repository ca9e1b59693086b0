CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  state ENUM('new', 'open', 'shut') NOT NULL
) DEFAULT CHARSET=utf8mb4;
INSERT INTO {table} SELECT n + 1, 'new' FROM {numbers} WHERE n < 300;
UPDATE {table} SET state = 'open' WHERE id = 77;
