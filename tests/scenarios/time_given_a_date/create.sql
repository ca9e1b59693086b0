CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, note VARCHAR(40), x TIME);
INSERT INTO {table} SELECT n + 1, 'row', SEC_TO_TIME(n * 350) FROM {numbers} WHERE n < 240;
