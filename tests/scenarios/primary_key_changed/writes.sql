INSERT INTO {table} (id, tenant, note) VALUES (10000 + {n}, 3, 'new');

UPDATE {table} SET tenant = tenant + 1 WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET note = {r} WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

UPDATE {table} SET id = 20000 + {n}, tenant = 9 WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 400) + {w};
