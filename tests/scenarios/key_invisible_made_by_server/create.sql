SET SESSION sql_generate_invisible_primary_key = ON;
CREATE TABLE {table} (
  a INT DEFAULT NULL,
  note VARCHAR(40) DEFAULT NULL,
  KEY a (a)
);
SET SESSION sql_generate_invisible_primary_key = OFF;
INSERT INTO {table} (a, note) SELECT n, n FROM {numbers} WHERE n < 240;
