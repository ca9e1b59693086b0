INSERT INTO {table} (base, note) VALUES (10000 + {n}, 'new');

UPDATE {table} SET base = 20000 + {n} WHERE base = 10000 + {n};

UPDATE {table} SET note = CONCAT('n', {r}) WHERE id BETWEEN 240 * {w} + {r} % 200 AND 240 * {w} + {r} % 200 + 20;

DELETE FROM {table} WHERE base = 20000 + {n} AND {n} % 3 = 0;

DELETE FROM {table} WHERE base = 1 + 2 * ({r} % 120) + {w};
