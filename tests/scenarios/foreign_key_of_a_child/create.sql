CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, name VARCHAR(10) DEFAULT NULL);
CREATE TABLE `{bare_table}_child` (
  id INT NOT NULL PRIMARY KEY,
  parent INT DEFAULT NULL,
  CONSTRAINT `{bare_table}_of` FOREIGN KEY (parent) REFERENCES {table} (id)
);
INSERT INTO {table} VALUES (1, 'a'), (2, 'b');
INSERT INTO `{bare_table}_child` VALUES (1, 1);
