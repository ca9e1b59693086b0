CREATE TABLE {table} (
  word CHAR(20) NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (word)
);
INSERT INTO {table} (word, note) SELECT CONCAT('w', n), n FROM {numbers} WHERE n < 240;
