CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  state VARCHAR(10) NOT NULL DEFAULT 'open',
  a INT DEFAULT 1 CHECK (a > -5),
  PRIMARY KEY (id),
  CONSTRAINT `{bare_table}_state` CHECK (state IN ('open', 'done')),
  CONSTRAINT `{bare_table}_low` CHECK (a >= 0),
  CONSTRAINT `{bare_table}_high` CHECK (a < 900),
  CHECK (id <> -1)
);
INSERT INTO {table} (id, note, a) SELECT n + 1, CONCAT('note ', n), n FROM {numbers} WHERE n < 240;
