CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  a INT DEFAULT NULL,
  b INT DEFAULT NULL,
  c INT DEFAULT NULL,
  KEY of_a (a),
  KEY of_cb (c, b),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, a, b, c) SELECT n + 1, CONCAT('note ', n), n, n * 2, n * 3 FROM {numbers} WHERE n < 240;
