UPDATE {table} SET note = CONCAT('n', {r}) WHERE id BETWEEN 120 * {w} + {r} % 100 AND 120 * {w} + {r} % 100 + 15;

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 120) + {w};
