INSERT INTO {table} (id, parent, what) VALUES (4000000000 + {n}, {r}, 'high');

UPDATE {table} SET parent = 4294967295 WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET what = CONCAT('range ', {n}) WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

UPDATE {table} SET id = 3000000000 + {n} WHERE id = 4000000000 + {n};

REPLACE INTO {table} VALUES (1 + 2 * ({r} % 400) + {w}, NULL, 'replaced');

INSERT INTO {table} VALUES (4100000000 + {n}, 1, 'never');
ROLLBACK;

DELETE FROM {table} WHERE id = 3000000000 + {n};
