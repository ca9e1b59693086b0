INSERT INTO {table} VALUES (10000 + {n}, 'new');

UPDATE {table} SET label = CONCAT('l', {r}) WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

DELETE FROM {table} WHERE id = 10000 + {n};
