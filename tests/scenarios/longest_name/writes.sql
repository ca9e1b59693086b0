INSERT INTO {table} (id, text_of_it) VALUES (10000 + {n}, 'new');

UPDATE {table} SET text_of_it = {r} WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET text_of_it = 'range' WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

DELETE FROM {table} WHERE id = 10000 + {n};
