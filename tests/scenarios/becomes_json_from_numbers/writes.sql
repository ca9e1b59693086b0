UPDATE {table} SET note = CONCAT('n', {r}) WHERE id BETWEEN 60 * {w} + {r} % 50 AND 60 * {w} + {r} % 50 + 15;

INSERT INTO {table} (id, note) VALUES (10000 + {n}, 'new');

DELETE FROM {table} WHERE id = 10000 + {n} AND {n} % 3 = 0;
