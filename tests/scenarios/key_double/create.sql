CREATE TABLE {table} (
  value DOUBLE NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (value)
);
INSERT INTO {table} (value, note) SELECT n / 7, n FROM {numbers} WHERE n < 240;
