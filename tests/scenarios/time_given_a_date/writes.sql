UPDATE {table} SET note = CONCAT('n', {r}) WHERE id BETWEEN 120 * {w} + {r} % 100 AND 120 * {w} + {r} % 100 + 15;

DELETE FROM {table} WHERE id = 10000 + {n} AND {n} % 3 = 0;
