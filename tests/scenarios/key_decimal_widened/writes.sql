INSERT INTO {table} (amount, note) VALUES (10000 + {n}, 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE amount BETWEEN 140 * {w} AND 140 * {w} + 90;

UPDATE {table} SET amount = -10000 - {n} WHERE amount = 10000 + {n};

DELETE FROM {table} WHERE amount = -10000 - {n};
