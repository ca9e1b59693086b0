INSERT INTO {table} (id, amount, low) VALUES (10000 + {n}, 5, 5);

UPDATE {table} SET amount = amount + 1 WHERE id BETWEEN 300 * {w} + {r} % 280 AND 300 * {w} + {r} % 280 + 15;

DELETE FROM {table} WHERE id = 10000 + {n};
