CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  isbn CHAR(13) NOT NULL,
  author VARCHAR(40) DEFAULT NULL,
  price DECIMAL(6,2) DEFAULT NULL,
  year_out SMALLINT DEFAULT NULL,
  UNIQUE KEY isbn (isbn),
  KEY by_author (author) COMMENT 'was (there), before',
  KEY by_year (year_out)
);
INSERT INTO {table} SELECT n + 1, LPAD(n, 13, '0'), CONCAT('author ', n % 70), n / 8, 1900 + n % 120 FROM {numbers} WHERE n < 800;
