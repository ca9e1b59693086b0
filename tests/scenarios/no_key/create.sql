CREATE TABLE {table} (a INT DEFAULT NULL, b VARCHAR(10) DEFAULT NULL, UNIQUE KEY a (a), UNIQUE KEY start_of_b (b(3)));
INSERT INTO {table} SELECT IF(n % 3 = 0, NULL, n), CONCAT(n, 'b') FROM {numbers} WHERE n < 20 AND n > 9;
