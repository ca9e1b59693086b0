INSERT INTO {table} (id, note, e, s, n) VALUES (10000 + {n}, 'new', 'x', 'a', 'x');

INSERT INTO {table} (id, note, e, s, n) VALUES (20000 + {n}, 'new', 'y', '', 'y');

INSERT INTO {table} (id, note, e, s, n) VALUES (30000 + {n}, 'new', NULL, NULL, NULL);

INSERT INTO {table} (id, note, e, s, n) VALUES (40000 + {n}, 'new', 'x', 'a,c', 'y');

UPDATE {table} SET note = 'range', e = 'x', s = 'a,c', n = 'y' WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET e = 'x', s = 'a', n = 'x' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
