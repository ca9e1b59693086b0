INSERT INTO {table} (id, value) VALUES (0, CONCAT('zero ', {n})) ON DUPLICATE KEY UPDATE value = CONCAT('zero again ', {n});

UPDATE {table} SET value = CONCAT('v ', {r}) WHERE id = 1 + 2 * ({r} % 240) + {w};

INSERT INTO {table} (id, value) VALUES (-1 - {n}, 'negative');

UPDATE {table} SET id = 10000 + {n} WHERE id = -1 - {n};

DELETE FROM {table} WHERE id = 10000 + {n};
