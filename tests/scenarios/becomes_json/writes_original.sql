INSERT INTO {table} (id, note, t, j) VALUES (10000 + {n}, 'new', '{"a":1,  "b": [2.0]}', '{"a": 1}');

INSERT INTO {table} (id, note, t, j) VALUES (20000 + {n}, 'new', NULL, NULL);

INSERT INTO {table} (id, note, t, j) VALUES (30000 + {n}, 'new', '"x"', '[1, 2.5, "é😀"]');

UPDATE {table} SET note = 'range', t = '"x"', j = '[1, 2.5, "é😀"]' WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET t = '{"a":1,  "b": [2.0]}', j = '{"a": 1}' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
