INSERT INTO {table} (id, price, moment) VALUES (20000 + {n}, 1.2550, NOW(6)), (30000 + {n}, -0.0050, NULL);

UPDATE {table} SET price = price + 0.0005 WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;
