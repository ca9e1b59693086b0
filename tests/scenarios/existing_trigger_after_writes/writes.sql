INSERT INTO {table} (id, name) VALUES (20000 + {n}, 'new');

REPLACE INTO {table} (id, name) VALUES (1 + 2 * ({r} % 140) + {w}, 'replaced');

INSERT INTO {table} (id, name) VALUES (1 + 2 * ({r} % 140) + {w}, 'either') ON DUPLICATE KEY UPDATE name = 'or';

-- a key that changes
UPDATE {table} SET id = id + 400000 WHERE id = 20000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 140) + {w};
INSERT INTO {table} (id, name) VALUES (600000 + {n}, 'never');
ROLLBACK;

DELETE FROM {table} WHERE id = 420000 + {n};
