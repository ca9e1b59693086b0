CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  gone INT DEFAULT NULL,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, gone) SELECT n + 1, CONCAT('note ', n), n FROM {numbers} WHERE n < 240;
