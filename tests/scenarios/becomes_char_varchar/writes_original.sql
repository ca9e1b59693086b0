INSERT INTO {table} (id, note, c, v, t, x, y) VALUES (10000 + {n}, 'new', 'a', 'a', 'é😀', ' x ', 'y');

INSERT INTO {table} (id, note, c, v, t, x, y) VALUES (20000 + {n}, 'new', '', '', '', '', '');

INSERT INTO {table} (id, note, c, v, t, x, y) VALUES (30000 + {n}, 'new', NULL, NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, c, v, t, x, y) VALUES (40000 + {n}, 'new', '  b', '  b', REPEAT('z', 50), 'x  ', 'y ');

UPDATE {table} SET note = 'range', c = '  b', v = '  b', t = REPEAT('z', 50), x = 'x  ', y = 'y ' WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET c = 'a', v = 'a', t = 'é😀', x = ' x ', y = 'y' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
