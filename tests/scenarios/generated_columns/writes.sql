INSERT INTO {table} (id, qty, price) VALUES (10000 + {n}, 3, 1.25);

UPDATE {table} SET qty = {r}, price = NULL WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET price = 2.5 WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

REPLACE INTO {table} (id, qty) VALUES (1 + 2 * ({r} % 400) + {w}, 8);

UPDATE {table} SET id = 20000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 20000 + {n};
