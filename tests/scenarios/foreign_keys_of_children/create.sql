CREATE TABLE {table} (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, code VARCHAR(10) NOT NULL, UNIQUE KEY code (code));
CREATE TABLE `{bare_table}_one` (
  id INT NOT NULL PRIMARY KEY,
  parent INT DEFAULT NULL,
  code VARCHAR(10) DEFAULT NULL,
  CONSTRAINT `{bare_table}_id` FOREIGN KEY (parent) REFERENCES {table} (id) ON DELETE CASCADE,
  CONSTRAINT `{bare_table}_code` FOREIGN KEY (code) REFERENCES {table} (code) ON DELETE SET NULL ON UPDATE NO ACTION
);
CREATE TABLE `{bare_table}_two` (
  id INT NOT NULL PRIMARY KEY,
  parent INT NOT NULL,
  FOREIGN KEY (parent) REFERENCES {table} (id) ON DELETE CASCADE
);
INSERT INTO {table} (id, code) SELECT n + 1, n + 1 FROM {numbers} WHERE n < 1200;
INSERT INTO `{bare_table}_one` SELECT n, n % 300 + 1, n % 400 + 1 FROM {numbers} WHERE n < 500;
INSERT INTO `{bare_table}_two` SELECT n, n % 600 + 1 FROM {numbers} WHERE n < 900;
