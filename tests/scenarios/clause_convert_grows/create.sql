CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  t TINYTEXT,
  x TEXT,
  m MEDIUMTEXT,
  c CHAR(10) DEFAULT NULL,
  e ENUM('Noun','verb') DEFAULT NULL,
  b VARCHAR(10) CHARACTER SET ascii DEFAULT NULL,
  PRIMARY KEY (id)
) DEFAULT CHARSET = latin1;
INSERT INTO {table} (id, note, t, x, m, c, e, b) SELECT n + 1, CONCAT('note ', n), 'Käse', REPEAT('ü', n), 'Straße', 'ñ', 1 + n % 2, 'plain' FROM {numbers} WHERE n < 240;
