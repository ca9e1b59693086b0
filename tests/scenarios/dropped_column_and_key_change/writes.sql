INSERT INTO {table} (id, name) VALUES (10000 + {n}, 'new');

UPDATE {table} SET name = {r} WHERE id = 1 + 2 * ({r} % 400) + {w};
