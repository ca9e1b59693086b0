INSERT INTO {table} VALUES (10000 + {n}, 5, 'by position');

UPDATE {table} SET note = CONCAT('note ', {r}) WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

REPLACE INTO {table} VALUES (1 + 2 * ({r} % 400) + {w}, {r}, NULL);

UPDATE {table} SET id = 20000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 400) + {w};
