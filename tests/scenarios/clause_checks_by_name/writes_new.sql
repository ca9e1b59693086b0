INSERT INTO {table} (id, note, state) VALUES (30000 + {n}, 'late one', 'done');
