CREATE TABLE {table} (
  base INT NOT NULL,
  id INT GENERATED ALWAYS AS (base * 2) STORED NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (id)
);
INSERT INTO {table} (base, note) SELECT n, n FROM {numbers} WHERE n < 240;
