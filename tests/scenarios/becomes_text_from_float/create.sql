CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  f FLOAT,
  t FLOAT,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, f, t) SELECT 5 * n + 1, 'row', -1.5, 1.25 FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, f, t) SELECT 5 * n + 2, 'row', 0, 0 FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, f, t) SELECT 5 * n + 3, 'row', NULL, NULL FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, f, t) SELECT 5 * n + 4, 'row', 3.4e38, 1e-30 FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, f, t) SELECT 5 * n + 5, 'row', 0.1, 16777.2 FROM {numbers} WHERE n < 32;
