UPDATE {table} SET id = id + 100000 WHERE id = 1 + 2 * ({r} % 400) + {w};
