CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  body TEXT,
  FULLTEXT KEY words (note, body),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, body) SELECT n + 1, CONCAT('note ', n), CONCAT('body of text ', n) FROM {numbers} WHERE n < 240;
