INSERT INTO {table} (id, a, z) VALUES (10000 + {n}, 1, 1);
