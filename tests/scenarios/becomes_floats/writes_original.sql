INSERT INTO {table} (id, note, f, d, i, u) VALUES (10000 + {n}, 'new', 0.1, 0.1, -2147483648, 0);

INSERT INTO {table} (id, note, f, d, i, u) VALUES (20000 + {n}, 'new', 3.4e38, 99999999999999.999999, 2147483647, 999999.99);

INSERT INTO {table} (id, note, f, d, i, u) VALUES (30000 + {n}, 'new', NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, f, d, i, u) VALUES (40000 + {n}, 'new', 16777216, -0.000001, 0, 0.01);

UPDATE {table} SET note = 'range', f = 16777216, d = -0.000001, i = 0, u = 0.01 WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET f = 0.1, d = 0.1, i = -2147483648, u = 0 WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
