CREATE TABLE {table} (
  id INT NOT NULL PRIMARY KEY,
  amount INT NOT NULL,
  low INT NOT NULL DEFAULT 0,
  CHECK (amount >= low)
);
INSERT INTO {table} SELECT n + 1, n + 5, n FROM {numbers} WHERE n < 600;
