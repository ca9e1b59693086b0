INSERT INTO {table} (id, note, u, s, b) VALUES (10000 + {n}, 'new', '123e4567-e89b-12d3-a456-426655440000', '::1', '123e4567-e89b-12d3-a456-426655440000');

INSERT INTO {table} (id, note, u, s, b) VALUES (20000 + {n}, 'new', NULL, NULL, NULL);

UPDATE {table} SET note = 'range', u = NULL, s = NULL, b = NULL WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET u = '123e4567-e89b-12d3-a456-426655440000', s = '::1', b = '123e4567-e89b-12d3-a456-426655440000' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
