INSERT INTO {table} (id, name, price) VALUES (20000 + {n}, 'new', 1.5);

UPDATE {table} SET price = {r} WHERE id = 10 * (1 + 2 * ({r} % 600) + {w});

DELETE FROM {table} WHERE id = 10 * (1 + 2 * ({r} % 600) + {w});
