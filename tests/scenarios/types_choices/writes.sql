UPDATE {table} SET note = CONCAT('n', {r}) WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
