INSERT INTO {table} (a, id, note) VALUES (8, 10000 + {n}, 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE a = 3 AND id = 3 + 7 * (2 * ({r} % 15) + {w});

UPDATE {table} SET a = -1 WHERE a = 8 AND id = 10000 + {n};

DELETE FROM {table} WHERE a = -1 AND id = 10000 + {n};
