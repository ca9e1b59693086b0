UPDATE {table} SET name = CONCAT('clean ', {r}) WHERE id BETWEEN 300 * {w} + {r} % 280 AND 300 * {w} + {r} % 280 + 20;

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 300) + {w};
