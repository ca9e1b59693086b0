INSERT INTO {table} VALUES (10000 + {n}, 1, '/new', CURRENT_DATE), (20000 + {n}, 2, '/newer', NULL);

UPDATE {table} SET visitor = {r} WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET page = CONCAT('/moved/', {r}), day = NULL WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

DELETE FROM {table} WHERE id = 10000 + {n};

UPDATE {table} SET id = 10000 + {n} WHERE id = 20000 + {n};
