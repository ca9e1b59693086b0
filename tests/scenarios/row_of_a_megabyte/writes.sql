UPDATE {table} SET note = {r} WHERE id = 1 + 2 * ({r} % 6) + {w};

UPDATE {table} SET body = REPEAT(x'ff00', 300000 + {r}) WHERE id = 1 + {w};
