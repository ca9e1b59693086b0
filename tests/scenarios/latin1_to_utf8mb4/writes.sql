INSERT INTO {table} (id, title, body, kind, code) VALUES (10000 + {n}, 'Übersmall €', REPEAT('ß', 200), 'large', 'ÄÖÜ');

UPDATE {table} SET title = CONCAT('é ', {r}), body = NULL WHERE id = 1 + 2 * ({r} % 390) + {w};

UPDATE {table} SET body = CONCAT(LEFT(body, 50), 'õ') WHERE id BETWEEN 390 * {w} + {r} % 350 AND 390 * {w} + {r} % 350 + 20;

DELETE FROM {table} WHERE id = 10000 + {n};

REPLACE INTO {table} (id, title) VALUES (1 + 2 * ({r} % 390) + {w}, 'ÿ');

INSERT INTO {table} (id, title) VALUES (20000 + {n}, 'Ø');
ROLLBACK;
