INSERT INTO {table} (id, isbn, author, price) VALUES (10000 + {n}, CONCAT('N', {n}), 'new', 9.99);

UPDATE {table} SET price = {r} % 1000, year_out = NULL WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET author = NULL WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

UPDATE {table} SET isbn = CONCAT('M', {n}) WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 10000 + {n};
