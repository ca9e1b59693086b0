UPDATE {table} SET b = {r} WHERE id = 1 + 2 * ({r} % 120) + {w};
