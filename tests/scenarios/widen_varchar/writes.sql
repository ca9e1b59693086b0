INSERT INTO {table} (id, label, hint) VALUES (10000 + {n}, 'trailing   ', '');

UPDATE {table} SET label = CONCAT(LEFT(label, 10), ' ', {r} % 100) WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

UPDATE {table} SET hint = IF(hint IS NULL, 'was null', NULL) WHERE id = 1 + 2 * ({r} % 400) + {w};

INSERT INTO {table} (id, label) VALUES (1 + 2 * ({r} % 400) + {w}, 'a') ON DUPLICATE KEY UPDATE label = 'was there';

DELETE FROM {table} WHERE id = 10000 + {n};
