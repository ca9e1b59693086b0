CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  code VARCHAR(20) NOT NULL,
  UNIQUE KEY code (code),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, code) SELECT n + 1, CONCAT('note ', n), CONCAT('C', n) FROM {numbers} WHERE n < 240;
