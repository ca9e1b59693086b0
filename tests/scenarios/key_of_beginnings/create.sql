CREATE TABLE {table} (
  word VARCHAR(200) NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (word(20))
);
INSERT INTO {table} (word, note) SELECT CONCAT('w', n, ' and so on and on and on'), n FROM {numbers} WHERE n < 240;
