UPDATE {table} SET first_name = 'was first', last_name = 'was last' WHERE id = 1 + 2 * ({r} % 440) + {w};
