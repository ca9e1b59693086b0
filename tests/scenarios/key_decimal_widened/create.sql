CREATE TABLE {table} (
  amount INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (amount)
);
INSERT INTO {table} (amount, note) SELECT (CAST(n AS SIGNED) - 100) * 7, n FROM {numbers} WHERE n < 240;
