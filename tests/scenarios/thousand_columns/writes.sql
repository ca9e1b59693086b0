INSERT INTO {table} (id, note) VALUES (10000 + {n}, 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE id BETWEEN 30 * {w} + {r} % 20 AND 30 * {w} + {r} % 20 + 15;

UPDATE {table} SET id = 20000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 30) + {w};

UPDATE {table} SET c3 = {r}, c996 = 1, c995 = 'z' WHERE id = 1 + 2 * ({r} % 30) + {w};
