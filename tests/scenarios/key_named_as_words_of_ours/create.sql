CREATE TABLE {table} (
  refused INT NOT NULL,
  original INT DEFAULT NULL,
  either INT DEFAULT NULL,
  incoming INT DEFAULT NULL,
  digest VARCHAR(20) DEFAULT NULL,
  copy_key VARCHAR(20) DEFAULT NULL,
  side INT DEFAULT NULL,
  `NEW` INT DEFAULT NULL,
  `old` INT DEFAULT NULL,
  PRIMARY KEY (refused)
);
INSERT INTO {table} SELECT n, n, n, n, n, n, n, n, n FROM {numbers} WHERE n < 240;
