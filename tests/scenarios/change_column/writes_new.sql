UPDATE {table} SET balance = -{r} WHERE id = 1 + 2 * ({r} % 400) + {w};
UPDATE {twin} SET amount = -{r} WHERE id = 1 + 2 * ({r} % 400) + {w};
