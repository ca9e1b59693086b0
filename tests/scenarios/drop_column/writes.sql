INSERT INTO {table} (id, name, phone) VALUES (10000 + {n}, 'new', '1'), (20000 + {n}, 'new too', NULL);

UPDATE {table} SET phone = {r} WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET name = CONCAT('range ', {n}) WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

REPLACE INTO {table} (id, name) VALUES (1 + 2 * ({r} % 400) + {w}, 'replaced');

INSERT INTO {table} (id, name) VALUES (1 + 2 * ({r} % 400) + {w}, 'either'), (30000 + {n}, 'or') ON DUPLICATE KEY UPDATE phone = 'was there';

DELETE FROM {table} WHERE id = 20000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 400) + {w};
ROLLBACK;
