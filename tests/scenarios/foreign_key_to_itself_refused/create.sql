CREATE TABLE {table} (
  id INT NOT NULL PRIMARY KEY,
  above INT DEFAULT NULL,
  beside INT DEFAULT NULL,
  CONSTRAINT `{bare_table}_above` FOREIGN KEY (above) REFERENCES {table} (id) ON DELETE CASCADE
);
INSERT INTO {table} SELECT n, NULL, NULL FROM {numbers} WHERE n < 1000;
INSERT INTO {table} SELECT n + 1000, n, 998 FROM {numbers} WHERE n < 1000;
INSERT INTO {table} SELECT n + 3000, n + 1000, 1998 FROM {numbers} WHERE n < 500;
