UPDATE {table} SET a = {r} % 2, d = '2026-02-02' WHERE id BETWEEN 60 * {w} + {r} % 50 AND 60 * {w} + {r} % 50 + 5;

INSERT INTO {table} (id, a, b) VALUES (10000 + {n}, 1, {n} % 2);

DELETE FROM {table} WHERE id = 10000 + {n} AND {n} % 3 = 0;
