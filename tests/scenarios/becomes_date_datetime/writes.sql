INSERT INTO {table} (id, note, d, t, dt, x) VALUES (10000 + {n}, 'new', '2026-01-31', '-12:34:56', '2026-01-31 12:00:00.25', '2026-01-01 12:00:00');

INSERT INTO {table} (id, note, d, t, dt, x) VALUES (20000 + {n}, 'new', NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, d, t, dt, x) VALUES (30000 + {n}, 'new', '9999-12-31', '838:59:59', '1000-01-01', '2038-01-19 03:14:07');

UPDATE {table} SET note = 'range', d = '9999-12-31', t = '838:59:59', dt = '1000-01-01', x = '2038-01-19 03:14:07' WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET d = '2026-01-31', t = '-12:34:56', dt = '2026-01-31 12:00:00.25', x = '2026-01-01 12:00:00' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
