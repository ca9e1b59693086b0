CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, name VARCHAR(10) DEFAULT NULL);
CREATE TABLE `{bare_table}_child` (
  id INT NOT NULL PRIMARY KEY,
  parent INT DEFAULT NULL,
  CONSTRAINT `{bare_table}_of` FOREIGN KEY (parent) REFERENCES {table} (id)
);
INSERT INTO {table} SELECT n, 'a' FROM {numbers} WHERE n < 300;
INSERT INTO `{bare_table}_child` SELECT n, n % 100 FROM {numbers} WHERE n < 300;
