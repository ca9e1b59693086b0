UPDATE {table} SET begins = FROM_UNIXTIME(1792880000 + {r} * 2) WHERE id = 1 + 2 * ({r} % 400) + {w};
