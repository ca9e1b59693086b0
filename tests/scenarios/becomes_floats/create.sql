CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  f FLOAT,
  d DECIMAL(20,6),
  i INT,
  u DECIMAL(8,2) UNSIGNED,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, f, d, i, u) SELECT 4 * n + 1, 'row', 0.1, 0.1, -2147483648, 0 FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, f, d, i, u) SELECT 4 * n + 2, 'row', 3.4e38, 99999999999999.999999, 2147483647, 999999.99 FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, f, d, i, u) SELECT 4 * n + 3, 'row', NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, f, d, i, u) SELECT 4 * n + 4, 'row', 16777216, -0.000001, 0, 0.01 FROM {numbers} WHERE n < 40;
