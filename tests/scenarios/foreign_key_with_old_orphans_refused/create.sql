CREATE TABLE IF NOT EXISTS parents (id INT NOT NULL PRIMARY KEY);
INSERT IGNORE INTO parents SELECT n FROM {numbers} WHERE n < 50;
CREATE TABLE {table} (
  id INT NOT NULL PRIMARY KEY,
  parent INT DEFAULT NULL,
  name VARCHAR(20) NOT NULL DEFAULT '',
  KEY name (name),
  CONSTRAINT `{bare_table}_parent` FOREIGN KEY (parent) REFERENCES parents (id)
);
INSERT INTO {table} SELECT n, IF(n % 7, n % 50, NULL), n FROM {numbers} WHERE n < 400;
SET foreign_key_checks = 0;
INSERT INTO {table} VALUES (-1, 7777, 'orphan'), (-2, 7777, 'orphan');
SET foreign_key_checks = 1;
