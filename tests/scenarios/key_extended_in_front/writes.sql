INSERT INTO {table} (id, note, shop) VALUES (10000 + {n}, 'new', {r} % 5);

UPDATE {table} SET note = CONCAT('n', {r}) WHERE id BETWEEN 120 * {w} + {r} % 100 AND 120 * {w} + {r} % 100 + 15;

UPDATE {table} SET shop = shop + 1 WHERE id = 1 + 2 * ({r} % 120) + {w};

UPDATE {table} SET id = 20000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 120) + {w};
