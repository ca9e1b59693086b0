INSERT INTO {table} (id, value) VALUES (10000 + {n}, 1);

UPDATE {table} SET value = {r} WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

UPDATE {table} SET id = 20000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 400) + {w};
