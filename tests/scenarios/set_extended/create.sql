CREATE TABLE {table} (
  id INT NOT NULL PRIMARY KEY,
  marks SET('hot','cold','vegan') NOT NULL DEFAULT 'cold',
  name VARCHAR(20) DEFAULT NULL
);
INSERT INTO {table} SELECT n + 1, n % 8, CONCAT('dish ', n) FROM {numbers} WHERE n < 800;
