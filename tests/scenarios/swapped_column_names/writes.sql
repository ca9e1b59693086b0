-- by position, which the swap of names doesn't change
INSERT INTO {table} VALUES (10000 + {n}, 'A', 'B', 2000);

REPLACE INTO {table} VALUES (1 + 2 * ({r} % 440) + {w}, 'C', 'D', {r});

UPDATE {table} SET born = born + 1 WHERE id BETWEEN 440 * {w} + {r} % 400 AND 440 * {w} + {r} % 400 + 20;

UPDATE {table} SET id = 20000 + {n} WHERE id = 10000 + {n};

INSERT INTO {table} VALUES (30000 + {n}, 'E', 'F', 1), (1 + 2 * ({r} % 440) + {w}, 'G', 'H', 2) ON DUPLICATE KEY UPDATE born = 3;

DELETE FROM {table} WHERE id = 30000 + {n};
