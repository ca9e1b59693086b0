CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  kind VARCHAR(5) NOT NULL DEFAULT 'c',
  PRIMARY KEY (id, kind)
);
INSERT INTO {table} (id, note, kind) SELECT n + 1, CONCAT('note ', n), ELT(1 + n % 3, 'a', 'b', 'c') FROM {numbers} WHERE n < 240;
