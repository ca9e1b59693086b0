INSERT INTO {table} (id, net, rate) VALUES (10000 + {n}, -0.01, 0.5);

UPDATE {table} SET net = net + 0.01 WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

UPDATE {table} SET tax = {r} / 1000 WHERE id = 1 + 2 * ({r} % 400) + {w};

DELETE FROM {table} WHERE id = 10000 + {n};
