CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  serial INT UNSIGNED NOT NULL AUTO_INCREMENT,
  KEY serial (serial),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, serial) SELECT n + 1, CONCAT('note ', n), n * 3 + 5 FROM {numbers} WHERE n < 240;
