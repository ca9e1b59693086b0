UPDATE {table} SET a = {r}, c = a + 1 WHERE id = 1 + 2 * ({r} % 120) + {w};
