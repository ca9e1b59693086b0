CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  tenant INT NOT NULL,
  note VARCHAR(20) DEFAULT NULL,
  KEY note (note)
);
INSERT INTO {table} SELECT n + 1, n % 7, CONCAT('note ', n) FROM {numbers} WHERE n < 800;
