INSERT INTO {table} (flags, note) VALUES (1000000 + {n}, 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE flags BETWEEN 100000 * {w} AND 100000 * {w} + 20000;

UPDATE {table} SET flags = 2000000 + {n} WHERE flags = 1000000 + {n};

DELETE FROM {table} WHERE flags = 2000000 + {n};
