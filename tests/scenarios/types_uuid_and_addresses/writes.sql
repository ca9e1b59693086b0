INSERT INTO {table} (id, note, u, s, f) VALUES (10000 + {n}, 'new', '00000000-0000-0000-0000-000000000000', '::', '0.0.0.0');

INSERT INTO {table} (id, note, u, s, f) VALUES (20000 + {n}, 'new', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '255.255.255.255');

INSERT INTO {table} (id, note, u, s, f) VALUES (30000 + {n}, 'new', '123e4567-e89b-12d3-a456-426655440000', '::ffff:192.0.2.128', '192.0.2.1');

INSERT INTO {table} (id, note, u, s, f) VALUES (40000 + {n}, 'new', NULL, NULL, NULL);

UPDATE {table} SET note = 'range', u = NULL, s = NULL, f = NULL WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET u = '00000000-0000-0000-0000-000000000000', s = '::', f = '0.0.0.0' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
