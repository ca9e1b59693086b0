CREATE TABLE {table} (
  marks SET('a','b','c','d','e','f','g','h') NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (marks)
);
INSERT INTO {table} (marks, note) SELECT n, n FROM {numbers} WHERE n < 240;
