INSERT INTO {table} (id, note, a) VALUES (10000 + {n}, 'new', '2026-01-02');

UPDATE {table} SET a = '2026-05-05', b = '2026-06-06', note = CONCAT('n', {r}) WHERE id BETWEEN 120 * {w} + {r} % 100 AND 120 * {w} + {r} % 100 + 15;

UPDATE {table} SET a = '2026-05-05', b = '2026-06-06', id = 20000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 120) + {w};
