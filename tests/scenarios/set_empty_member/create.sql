CREATE TABLE {table} (
  id INT NOT NULL PRIMARY KEY,
  marks SET('hot','') NOT NULL DEFAULT '',
  more SET('','cold') DEFAULT NULL,
  name VARCHAR(20) DEFAULT NULL
);
INSERT INTO {table} SELECT n + 1, n % 4, n % 4, CONCAT('dish ', n) FROM {numbers} WHERE n < 200;
