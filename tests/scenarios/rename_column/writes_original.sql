UPDATE {table} SET qty = qty + 1 WHERE id = 1 + 2 * ({r} % 400) + {w};
