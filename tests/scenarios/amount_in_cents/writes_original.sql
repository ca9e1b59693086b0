INSERT INTO {table} (id, price) VALUES (10000 + {n}, 19.99), (20000 + {n}, -0.01);

UPDATE {table} SET price = price + 0.05 WHERE id = 1 + 2 * ({r} % 400) + {w};
