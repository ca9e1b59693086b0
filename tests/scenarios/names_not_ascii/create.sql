CREATE TABLE {table} (
  `ключ` INT NOT NULL AUTO_INCREMENT,
  `名前` VARCHAR(30) DEFAULT NULL,
  `größe` INT DEFAULT NULL COMMENT 'größe',
  `a(b)` INT DEFAULT NULL,
  PRIMARY KEY (`ключ`),
  UNIQUE KEY `únique` (`a(b)`)
) COMMENT='таблица';
INSERT INTO {table} SELECT n + 1, n, n, n FROM {numbers} WHERE n < 240;
