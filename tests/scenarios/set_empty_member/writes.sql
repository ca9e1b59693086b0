INSERT INTO {table} (id, marks, more) VALUES (10000 + {n}, 2, 1), (20000 + {n}, 0, 0), (30000 + {n}, 2, NULL);

UPDATE {table} SET name = CONCAT('dish ', {r}) WHERE id BETWEEN 100 * {w} + {r} % 80 AND 100 * {w} + {r} % 80 + 20;

UPDATE {table} SET marks = 2 - marks, more = 1 - more WHERE id = 1 + 2 * ({r} % 100) + {w} AND marks IN (0, 2) AND more IN (0, 1);

DELETE FROM {table} WHERE id = 10000 + {n};
