CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(40) NOT NULL,
  fax VARCHAR(20) DEFAULT 'no fax',
  phone VARCHAR(20) DEFAULT NULL,
  KEY by_name (name),
  KEY by_fax (fax)
);
INSERT INTO {table} SELECT n + 1, CONCAT('name ', n), IF(n % 5 = 0, NULL, CONCAT('+49 ', n)), CONCAT('+1 ', n) FROM {numbers} WHERE n < 800;
