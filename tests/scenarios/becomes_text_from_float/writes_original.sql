INSERT INTO {table} (id, note, f, t) VALUES (10000 + {n}, 'new', -1.5, 1.25);

INSERT INTO {table} (id, note, f, t) VALUES (20000 + {n}, 'new', 0, 0);

INSERT INTO {table} (id, note, f, t) VALUES (30000 + {n}, 'new', NULL, NULL);

INSERT INTO {table} (id, note, f, t) VALUES (40000 + {n}, 'new', 3.4e38, 1e-30);

INSERT INTO {table} (id, note, f, t) VALUES (50000 + {n}, 'new', 0.1, 16777.2);

UPDATE {table} SET note = 'range', f = 0.1, t = 16777.2 WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET f = -1.5, t = 1.25 WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
