CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT,
  first_name VARCHAR(30) NOT NULL,
  last_name VARCHAR(30) NOT NULL,
  born INT,
  PRIMARY KEY (id),
  KEY by_first (first_name),
  KEY by_both (last_name, first_name)
);
INSERT INTO {table} SELECT n + 1, CONCAT('first ', n), CONCAT('last ', n % 50), 1950 + n % 60 FROM {numbers} WHERE n < 900;
