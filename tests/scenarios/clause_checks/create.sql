CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  a INT DEFAULT 1,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, a) SELECT n + 1, CONCAT('note ', n), n FROM {numbers} WHERE n < 240;
