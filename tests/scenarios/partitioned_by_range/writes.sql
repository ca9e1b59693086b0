INSERT INTO {table} (id, zone, value) VALUES (10000 + {n}, {n} % 9, 1), (20000 + {n}, 1, 2);

UPDATE {table} SET zone = 8 - zone WHERE id BETWEEN 400 * {w} + {r} % 360 AND 400 * {w} + {r} % 360 + 20;

UPDATE {table} SET value = {r} WHERE id = 400 * {w} + 1 + {r} % 380;

DELETE FROM {table} WHERE id = 20000 + {n} AND zone = 1;
