CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  word VARCHAR(30) COLLATE utf8mb4_general_ci DEFAULT NULL,
  other TEXT,
  KEY word (word),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, word, other) SELECT n + 1, CONCAT('note ', n), CONCAT('Wort ', n), 'Ää' FROM {numbers} WHERE n < 240;
