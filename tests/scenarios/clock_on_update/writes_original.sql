UPDATE {table} SET note = CONCAT(note, '!'), a = a, b = b WHERE id = 1 + 2 * ({r} % 120) + {w};
