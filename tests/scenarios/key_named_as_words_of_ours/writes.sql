INSERT INTO {table} (refused, original, digest, `NEW`) VALUES (10000 + {n}, 1, 'x', 2);

UPDATE {table} SET original = {r}, incoming = {r}, copy_key = 'k', `old` = {r} WHERE refused BETWEEN 120 * {w} + {r} % 100 AND 120 * {w} + {r} % 100 + 15;

UPDATE {table} SET refused = 20000 + {n} WHERE refused = 10000 + {n};

DELETE FROM {table} WHERE refused = 2 * ({r} % 120) + {w};
