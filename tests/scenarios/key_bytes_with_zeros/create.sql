CREATE TABLE {table} (
  code VARBINARY(20) NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (code)
);
INSERT INTO {table} (code, note) SELECT CONCAT(UNHEX(HEX(n DIV 4)), ELT(1 + n % 4, '', x'00', x'0000', ' ')), n FROM {numbers} WHERE n < 240;
