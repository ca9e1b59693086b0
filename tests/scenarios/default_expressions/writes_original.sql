INSERT INTO {table} (id, note, b) VALUES (10000 + {n}, 'new', 7);
