INSERT INTO {table} (id, note) VALUES (10000 + {n}, 'new');

UPDATE {table} SET note = CONCAT('n', {r}), day = day + INTERVAL {r} % 3 DAY WHERE id BETWEEN 120 * {w} + {r} % 100 AND 120 * {w} + {r} % 100 + 15;

UPDATE {table} SET id = 20000 + {n}, day = day - INTERVAL 1 DAY WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 120) + {w};
