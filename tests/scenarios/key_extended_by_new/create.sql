CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, note VARCHAR(20));
INSERT INTO {table} SELECT n, 'old' FROM {numbers} WHERE n < 20;
