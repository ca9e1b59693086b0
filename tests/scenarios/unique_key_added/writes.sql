INSERT INTO {table} (id, email) VALUES (10000 + {n}, CONCAT('new', {n}, '1 + 2 * ({r} % 400) + {w}example.org'));

UPDATE {table} SET name = CONCAT('renamed ', {r}) WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

-- an address moves from one row to another, in one transaction
UPDATE {table} SET email = NULL WHERE id = 10000 + {n};
INSERT INTO {table} (id, email) VALUES (20000 + {n}, CONCAT('new', {n}, '1 + 2 * ({r} % 400) + {w}example.org'));

UPDATE {table} SET email = NULL WHERE id = 1 + 2 * ({r} % 400) + {w};

DELETE FROM {table} WHERE id = 20000 + {n};
