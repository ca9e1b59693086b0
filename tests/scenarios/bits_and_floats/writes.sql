INSERT INTO {table} (id, flags, f, d) VALUES (10000 + {n}, b'10101', 16777216, 0.1), (20000 + {n}, 0, 16777218, -0e0);

UPDATE {table} SET f = {r} / 3, d = {r} / 3, raw = x'0a00' WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET code = CONCAT(' ', {r} % 1000), flags = {r} WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

DELETE FROM {table} WHERE id = 10000 + {n};
