CREATE TABLE {table} (
  code BINARY(4) NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (code)
);
INSERT INTO {table} (code, note) SELECT UNHEX(LPAD(HEX(n * 256), 8, '0')), n FROM {numbers} WHERE n < 240;
