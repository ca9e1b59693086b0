CREATE TABLE {table} (
  a INT NOT NULL,
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (a DESC, id)
);
INSERT INTO {table} (a, id, note) SELECT n % 7, n, n FROM {numbers} WHERE n < 240;
