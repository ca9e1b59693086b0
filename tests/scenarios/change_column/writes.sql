INSERT INTO {table} (id, title, small) VALUES (10000 + {n}, 'x', 65535);

UPDATE {table} SET title = {r}, small = {r} WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET small = small + 1 WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20 AND small < 60000;

DELETE FROM {table} WHERE id = 10000 + {n};

REPLACE INTO {table} (id, title, small) VALUES (1 + 2 * ({r} % 400) + {w}, NULL, 1);
