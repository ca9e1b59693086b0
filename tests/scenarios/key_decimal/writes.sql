INSERT INTO {table} (amount, note) VALUES (0.5 + {n}, 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE amount BETWEEN 12345678901 * 20 * {w} AND 12345678901 * (20 * {w} + 15);

UPDATE {table} SET amount = amount + 0.0000000001 WHERE amount = 0.5 + {n};

DELETE FROM {table} WHERE amount = 0.5000000001 + {n};
