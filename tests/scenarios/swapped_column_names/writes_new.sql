UPDATE {table} SET last_name = 'the first' WHERE id = 1 + 2 * ({r} % 440) + {w};
UPDATE {twin} SET first_name = 'the first' WHERE id = 1 + 2 * ({r} % 440) + {w};
