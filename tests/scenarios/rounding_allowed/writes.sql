INSERT INTO {table} (id, price, note) VALUES (10000 + {n}, 1.25, 'two');

UPDATE {table} SET note = {r} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 400) + {w};
