CREATE TABLE {table} (
  hall INT NOT NULL,
  seat INT NOT NULL,
  guest VARCHAR(30) DEFAULT NULL,
  PRIMARY KEY (hall, seat),
  KEY guest (guest)
);
INSERT INTO {table} SELECT n DIV 90, n % 90 * 3, CONCAT('guest ', n) FROM {numbers} WHERE n < 900;
