CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  title VARCHAR(100) NOT NULL,
  body TEXT,
  KEY title (title)
);
INSERT INTO {table} SELECT n + 1, CONCAT('the title number ', n), CONCAT('word', n % 60, ' and other text of the body ', n) FROM {numbers} WHERE n < 400;
