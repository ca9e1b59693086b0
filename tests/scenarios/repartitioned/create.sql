CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT,
  value INT DEFAULT NULL,
  PRIMARY KEY (id),
  KEY by_value (value)
);
INSERT INTO {table} SELECT n + 1, n FROM {numbers} WHERE n < 800;
