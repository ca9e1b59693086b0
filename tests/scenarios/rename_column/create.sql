CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT,
  qty INT NOT NULL DEFAULT 1,
  note VARCHAR(30) DEFAULT NULL,
  PRIMARY KEY (id),
  KEY by_qty (qty, note)
);
INSERT INTO {table} SELECT n + 1, n % 90, CONCAT('note ', n) FROM {numbers} WHERE n < 800;
