CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, a INT, b INT, d DATE, CHECK (DATE_FORMAT(d, '%Y') <> '1900'));
INSERT INTO {table} SELECT n + 1, n % 3, 1, '2026-01-01' FROM {numbers} WHERE n < 120;
