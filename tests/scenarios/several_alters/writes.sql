UPDATE {table} SET z = {r} WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 400) + {w};
