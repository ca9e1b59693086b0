CREATE TABLE {table} (
  six INET6 NOT NULL,
  four INET4 NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (six, four)
);
INSERT INTO {table} (six, four, note) SELECT CONCAT('2001:db8::', HEX(n DIV 4)), CONCAT('192.0.', n % 4, '.', n % 250), n FROM {numbers} WHERE n < 240;
