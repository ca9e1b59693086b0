INSERT INTO {table} (id, note, b, l, t, c, x) VALUES (10000 + {n}, 'new', 'é😀', x'e4f6', 'é😀', 'äö', REPEAT('é', 100));

INSERT INTO {table} (id, note, b, l, t, c, x) VALUES (20000 + {n}, 'new', NULL, NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, b, l, t, c, x) VALUES (30000 + {n}, 'new', '', '', '', '', '');

INSERT INTO {table} (id, note, b, l, t, c, x) VALUES (40000 + {n}, 'new', 'a ', 'b ', 'c ', 'd', 'e ');

UPDATE {table} SET note = 'range', b = 'a ', l = 'b ', t = 'c ', c = 'd', x = 'e ' WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET b = 'é😀', l = x'e4f6', t = 'é😀', c = 'äö', x = REPEAT('é', 100) WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
