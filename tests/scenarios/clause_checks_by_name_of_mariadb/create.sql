CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  state VARCHAR(10) NOT NULL DEFAULT 'open',
  a INT DEFAULT 1,
  PRIMARY KEY (id),
  CONSTRAINT known_state CHECK (state IN ('open', 'done')),
  CONSTRAINT low CHECK (a >= 0)
);
INSERT INTO {table} (id, note, a) SELECT n + 1, CONCAT('note ', n), n FROM {numbers} WHERE n < 240;
