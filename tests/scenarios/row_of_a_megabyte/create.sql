CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  body MEDIUMBLOB,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, body) SELECT n + 1, n, REPEAT(UNHEX(SHA2(n, 256)), 40000) FROM {numbers} WHERE n < 12;
