CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT,
  created DATETIME(3) NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, created, note) SELECT n + 1, '2026-01-01 00:00:00.125' + INTERVAL n HOUR, CONCAT('note ', n) FROM {numbers} WHERE n < 240;
