INSERT INTO {table} VALUES (10000 + {n}, 'short', 7, 12.25, 'a', 'r');

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 300) + {w};
