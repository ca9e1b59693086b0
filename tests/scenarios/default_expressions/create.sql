CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  a INT NOT NULL DEFAULT 3,
  b INT DEFAULT (1 + 1),
  u VARCHAR(60) DEFAULT (CONCAT('u', 'v')),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, a) SELECT n + 1, CONCAT('note ', n), n FROM {numbers} WHERE n < 240;
