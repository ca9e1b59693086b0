INSERT INTO {table} (id) VALUES (10000 + {n});

UPDATE {table} SET wide = {r} WHERE id BETWEEN 200 * {w} + {r} % 180 AND 200 * {w} + {r} % 180 + 20;

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 200) + {w};
