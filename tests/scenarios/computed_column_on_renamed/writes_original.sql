UPDATE {table} SET a = {r} WHERE id = 1 + 2 * ({r} % 120) + {w};
