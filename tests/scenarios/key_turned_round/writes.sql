INSERT INTO {table} (id, note) VALUES (10000 + {n}, 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE id = 120 * {w} + {r} % 120;

UPDATE {table} SET id = -10000 - {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = -10000 - {n};
