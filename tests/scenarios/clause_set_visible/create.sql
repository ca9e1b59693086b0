CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  a INT DEFAULT 1,
  b INT DEFAULT 2 INVISIBLE,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, a, b) SELECT n + 1, CONCAT('note ', n), n, n * 2 FROM {numbers} WHERE n < 240;
