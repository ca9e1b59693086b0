INSERT INTO {table} VALUES (10000 + {n}, -7, 1.500);

UPDATE {table} SET code = {r} WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET code = code + 1 WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

REPLACE INTO {table} VALUES (1 + 2 * ({r} % 400) + {w}, 0, NULL);

DELETE FROM {table} WHERE id = 10000 + {n};
