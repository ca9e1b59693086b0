INSERT INTO {table} (id, body, words) VALUES (10000 + {n}, REPEAT(x'deadbeef00', 2000), REPEAT('x', 70000));

UPDATE {table} SET preview = REPEAT(x'ff', {r}) WHERE id = 1 + 2 * ({r} % 100) + {w};

UPDATE {table} SET body = NULL WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 10000 + {n};
