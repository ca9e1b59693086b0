UPDATE {table} SET born = {r} WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET born = born + 1 WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 400) + {w};
ROLLBACK;
