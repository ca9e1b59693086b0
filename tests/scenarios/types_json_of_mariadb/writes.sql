INSERT INTO {table} (id, note, j, a) VALUES (10000 + {n}, 'new', '{"k": 1, "b": [1, 2.0, 2, -0.0]}', '[]');

INSERT INTO {table} (id, note, j, a) VALUES (20000 + {n}, 'new', '{"k":18}', ' {"k" : 18 } ');

INSERT INTO {table} (id, note, j, a) VALUES (30000 + {n}, 'new', NULL, 'null');

UPDATE {table} SET note = 'range', j = NULL, a = 'null' WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET j = '{"k": 1, "b": [1, 2.0, 2, -0.0]}', a = '[]' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
