INSERT INTO {table} (id, cents) VALUES (30000 + {n}, 4711);
INSERT INTO {twin} (id, price) VALUES (30000 + {n}, 47.11);

UPDATE {table} SET cents = {r} WHERE id = 1 + 2 * ({r} % 400) + {w};
UPDATE {twin} SET price = {r} / 100 WHERE id = 1 + 2 * ({r} % 400) + {w};
