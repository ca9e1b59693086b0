INSERT INTO {table} (id, marks) VALUES (10000 + {n}, 'vegan,hot'), (20000 + {n}, '');

UPDATE {table} SET marks = 'hot,cold,vegan' WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET name = CONCAT('dish ', {r}) WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20 AND FIND_IN_SET('hot', marks);

DELETE FROM {table} WHERE id = 10000 + {n};
