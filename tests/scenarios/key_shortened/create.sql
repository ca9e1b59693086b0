CREATE TABLE {table} (a VARCHAR(20) NOT NULL, b INT NOT NULL, note VARCHAR(20), PRIMARY KEY (a, b));
INSERT INTO {table} SELECT CONCAT('a', n), n % 5, 'old' FROM {numbers} WHERE n < 200;
