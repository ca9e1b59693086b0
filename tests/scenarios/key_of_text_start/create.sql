CREATE TABLE {table} (
  word TEXT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (word(20))
);
INSERT INTO {table} (word, note) SELECT CONCAT('w', n), n FROM {numbers} WHERE n < 240;
