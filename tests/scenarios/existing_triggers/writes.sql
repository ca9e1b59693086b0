INSERT INTO {table} (id, name) VALUES (20000 + {n}, 'new');

UPDATE {table} SET name = CONCAT('moved ä ', {n}) WHERE id = 1 + 2 * ({r} % 290) + {w};

UPDATE {table} SET name = CONCAT('range ', {n}) WHERE id BETWEEN 100000 * (1 + {w}) AND 100000 * (1 + {w}) + 5;

INSERT INTO {table} (id, name) VALUES (100000 * (1 + {w}) + {r} % 6, 'either') ON DUPLICATE KEY UPDATE name = 'left alone';

REPLACE INTO {table} (id, name) VALUES (1 + 2 * ({r} % 290) + {w}, 'replaced');

-- a key that changes
UPDATE {table} SET id = id + 400000 WHERE id = 20000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 290) + {w};
INSERT INTO {table} (id, name) VALUES (600000 + {n}, 'never');
ROLLBACK;

DELETE FROM {table} WHERE id = 420000 + {n};
