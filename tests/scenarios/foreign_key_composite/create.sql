CREATE TABLE IF NOT EXISTS places (region INT NOT NULL, number INT NOT NULL, PRIMARY KEY (region, number));
INSERT IGNORE INTO places SELECT n % 10, n FROM {numbers} WHERE n < 2000;
CREATE TABLE {table} (
  id INT NOT NULL PRIMARY KEY,
  region INT DEFAULT NULL,
  number INT DEFAULT NULL,
  CONSTRAINT `{bare_table}_place` FOREIGN KEY (region, number) REFERENCES places (region, number)
    ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO {table} SELECT n, n % 10, n FROM {numbers} WHERE n < 1500;
