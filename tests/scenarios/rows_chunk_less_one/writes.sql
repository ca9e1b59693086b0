INSERT INTO {table} (id, note) VALUES (10000 + {n}, 'new');

DELETE FROM {table} WHERE id = 10000 + {n};

UPDATE {table} SET note = {r} WHERE id = 1 AND {w} = 0;
