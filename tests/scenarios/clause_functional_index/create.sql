CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  a INT DEFAULT NULL,
  code VARCHAR(20) DEFAULT NULL,
  KEY parity ((a % 2)),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, a, code) SELECT n + 1, CONCAT('note ', n), n, CONCAT('c', n) FROM {numbers} WHERE n < 240;
