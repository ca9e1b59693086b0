UPDATE {table} SET rate = -{r} / 3 WHERE id = 1 + 2 * ({r} % 400) + {w};
