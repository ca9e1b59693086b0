CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note) SELECT n + 1, CONCAT('note ', n) FROM {numbers} WHERE n < 240;
