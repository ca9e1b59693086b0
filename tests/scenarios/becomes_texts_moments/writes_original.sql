INSERT INTO {table} (id, note, d, t, dt, d6) VALUES (10000 + {n}, 'new', '2026-01-31', '-12:34:56.789', '2026-01-31 12:00:00', '2026-01-01 00:00:00.000001');

INSERT INTO {table} (id, note, d, t, dt, d6) VALUES (20000 + {n}, 'new', NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, d, t, dt, d6) VALUES (30000 + {n}, 'new', '9999-12-31', '838:59:59.000', '1000-01-01 00:00:00', '9999-12-31 23:59:59.999999');

UPDATE {table} SET note = 'range', d = '9999-12-31', t = '838:59:59.000', dt = '1000-01-01 00:00:00', d6 = '9999-12-31 23:59:59.999999' WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET d = '2026-01-31', t = '-12:34:56.789', dt = '2026-01-31 12:00:00', d6 = '2026-01-01 00:00:00.000001' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
