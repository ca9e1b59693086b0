INSERT INTO {table} VALUES (10000 + {n}, CONCAT('n', {n}));

UPDATE {table} SET email = NULL WHERE id = 1 + 2 * ({r} % 400) + {w};

DELETE FROM {table} WHERE id = 10000 + {n};
