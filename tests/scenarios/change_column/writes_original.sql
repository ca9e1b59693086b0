UPDATE {table} SET amount = -{r} WHERE id = 1 + 2 * ({r} % 400) + {w};
