INSERT INTO {table} (id, note, e, s, i) VALUES (10000 + {n}, 'new', 'x', 'a', 1);

INSERT INTO {table} (id, note, e, s, i) VALUES (20000 + {n}, 'new', 'it''s', '', 3);

INSERT INTO {table} (id, note, e, s, i) VALUES (30000 + {n}, 'new', NULL, NULL, NULL);

INSERT INTO {table} (id, note, e, s, i) VALUES (40000 + {n}, 'new', 'é', 'a,b,c d', 2);

UPDATE {table} SET note = 'range', e = 'é', s = 'a,b,c d', i = 2 WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET e = 'x', s = 'a', i = 1 WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
