INSERT INTO {table} (my_row_id, a, note) VALUES (10000 + {n}, 1, 'new');

UPDATE {table} SET note = {r} WHERE a BETWEEN 100 * {w} AND 100 * {w} + 30;

DELETE FROM {table} WHERE my_row_id = 10000 + {n};
