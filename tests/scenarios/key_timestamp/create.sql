CREATE TABLE {table} (
  at_moment TIMESTAMP(2) NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (at_moment)
);
INSERT INTO {table} (at_moment, note) SELECT FROM_UNIXTIME(1792884000.25 + 20 * n), n FROM {numbers} WHERE n < 240;
