INSERT INTO {table} (id, note) VALUES (10000 + {n}, 'new');
