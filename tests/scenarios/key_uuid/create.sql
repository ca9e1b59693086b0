CREATE TABLE {table} (
  id UUID NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note) SELECT CONCAT(LPAD(HEX(n * 7919), 8, '0'), '-0000-1000-8000-', LPAD(n, 12, '0')), n FROM {numbers} WHERE n < 240;
