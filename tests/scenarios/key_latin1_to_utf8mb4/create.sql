CREATE TABLE {table} (
  word VARCHAR(20) CHARACTER SET latin1 NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (word)
);
INSERT INTO {table} (word, note) SELECT CONCAT(ELT(1 + n % 3, 'ä', 'Z', 'ß'), n), n FROM {numbers} WHERE n < 240;
