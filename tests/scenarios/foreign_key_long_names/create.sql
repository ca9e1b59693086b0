CREATE TABLE IF NOT EXISTS parents (id INT NOT NULL PRIMARY KEY);
INSERT IGNORE INTO parents SELECT n FROM {numbers} WHERE n < 1000;
CREATE TABLE {table} (
  id INT NOT NULL PRIMARY KEY,
  one INT DEFAULT NULL,
  two INT DEFAULT NULL,
  KEY one (one),
  KEY two (two),
  CONSTRAINT `{bare_table}_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_1` FOREIGN KEY (one) REFERENCES parents (id) ON DELETE CASCADE,
  CONSTRAINT `{bare_table}_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_2` FOREIGN KEY (two) REFERENCES parents (id) ON DELETE SET NULL
);
INSERT INTO {table} SELECT n, n, n + 100 FROM {numbers} WHERE n < 500;
