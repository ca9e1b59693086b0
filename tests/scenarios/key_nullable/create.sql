CREATE TABLE {table} (id INT DEFAULT NULL, note VARCHAR(40), UNIQUE KEY one (id));
INSERT INTO {table} VALUES (1, 'a'), (NULL, 'b'), (NULL, 'c');
