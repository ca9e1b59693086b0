INSERT INTO {table} (id, name, price) VALUES (20000 + {n}, 'new', 1.5);

INSERT INTO {table} (id, name, price) VALUES (40000 + 3 * {n}, 'a', 2), (40001 + 3 * {n}, 'b', NULL), (40002 + 3 * {n}, 'c', 4);
DELETE FROM {table} WHERE id = 40001 + 3 * {n};

UPDATE {table} SET price = {r} WHERE id = 10 * (1 + 2 * ({r} % 600) + {w});

-- a range: each writer its own half
UPDATE {table} SET name = CONCAT('moved ', {n}) WHERE id BETWEEN 6000 * {w} + {r} % 5000 AND 6000 * {w} + {r} % 5000 + 90;

-- a key that changes
UPDATE {table} SET id = id + 80000 WHERE id = 20000 + {n};
UPDATE {table} SET id = -id WHERE id = 100000 + {n};

REPLACE INTO {table} (id, name, price) VALUES (10 * (1 + 2 * ({r} % 600) + {w}), 'replaced', 3.25);

INSERT INTO {table} (id, name, price) VALUES (10 * (1 + 2 * ({r} % 600) + {w}), 'either', 5), (60000 + {n}, 'or', 6) ON DUPLICATE KEY UPDATE price = 7;

INSERT INTO {table} (id, name) VALUES (80000 + {n}, 'kept');
SAVEPOINT here;
UPDATE {table} SET name = 'never' WHERE id = 80000 + {n};
DELETE FROM {table} WHERE id = 10 * (1 + 2 * ({r} % 600) + {w});
ROLLBACK TO SAVEPOINT here;

DELETE FROM {table} WHERE id = 10 * (1 + 2 * ({r} % 600) + {w});
INSERT INTO {table} (id, name) VALUES (90000 + {n}, 'never');
ROLLBACK;

DELETE FROM {table} WHERE id = 80000 + {n};
