INSERT INTO {table} VALUES (10000 + {n}, 1, 255);

UPDATE {table} SET owner = {r} WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 400) + {w};
