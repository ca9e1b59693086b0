CREATE TABLE {table} (
  flags BIT(40) NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (flags)
);
INSERT INTO {table} (flags, note) SELECT n * 1000, n FROM {numbers} WHERE n < 240;
