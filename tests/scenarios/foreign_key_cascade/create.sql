CREATE TABLE IF NOT EXISTS parents (id INT NOT NULL PRIMARY KEY, n INT NOT NULL DEFAULT 0);
INSERT IGNORE INTO parents SELECT n, 0 FROM {numbers} WHERE n < 2000;
CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  parent INT DEFAULT NULL,
  KEY by_parent (parent, id),
  CONSTRAINT `{bare_table}_parent` FOREIGN KEY (parent) REFERENCES parents (id) ON DELETE CASCADE
);
INSERT INTO {table} (id, parent) SELECT n + 1, n % 1000 FROM {numbers} WHERE n < 2000;
