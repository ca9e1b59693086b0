CREATE TABLE {table} (
  `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` INT NOT NULL,
  `bcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdb` INT DEFAULT NULL,
  `éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé` VARCHAR(30) DEFAULT NULL,
  PRIMARY KEY (`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`),
  UNIQUE KEY `uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu` (`bcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdbcdb`)
);
INSERT INTO {table} SELECT n + 1, n, n FROM {numbers} WHERE n < 240;
