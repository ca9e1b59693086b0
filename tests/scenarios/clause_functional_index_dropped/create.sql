CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  a INT DEFAULT NULL,
  KEY parity ((a % 2)),
  KEY plain (note),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, a) SELECT n + 1, CONCAT('note ', n), n FROM {numbers} WHERE n < 240;
