INSERT INTO {table} (id, seen, unseen) VALUES (10000 + {n}, 'a', 'b');

UPDATE {table} SET unseen = CONCAT('u', {r}) WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET hint = NULL WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

REPLACE INTO {table} (id, seen, unseen, hint) VALUES (1 + 2 * ({r} % 400) + {w}, 'r', NULL, 'h');

DELETE FROM {table} WHERE id = 10000 + {n};
