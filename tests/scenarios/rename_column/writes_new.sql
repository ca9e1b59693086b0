UPDATE {table} SET quantity = quantity * 2 WHERE id = 1 + 2 * ({r} % 400) + {w};
UPDATE {twin} SET qty = qty * 2 WHERE id = 1 + 2 * ({r} % 400) + {w};
