CREATE TABLE {table} (
  `the key` INT NOT NULL AUTO_INCREMENT,
  `select` INT DEFAULT NULL,
  `it's` VARCHAR(30) DEFAULT NULL,
  `back tick` VARCHAR(30) DEFAULT NULL,
  `per%s cent` VARCHAR(30) DEFAULT '50%' COMMENT 'it''s 100%, "really"',
  `quo"te` INT DEFAULT NULL,
  `ünï` INT DEFAULT NULL,
  PRIMARY KEY (`the key`),
  KEY `odd key` (`back tick`)
) COMMENT = 'say "it''s"';
INSERT INTO {table} SELECT n + 1, n, CONCAT('it''s ', n), '"', '%s', n, n FROM {numbers} WHERE n < 800;
