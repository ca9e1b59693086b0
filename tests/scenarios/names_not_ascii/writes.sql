INSERT INTO {table} (`ключ`, `größe`) VALUES (10000 + {n}, 5);

UPDATE {table} SET `größe` = {r} WHERE `ключ` BETWEEN 120 * {w} + {r} % 100 AND 120 * {w} + {r} % 100 + 15;

UPDATE {table} SET `ключ` = 20000 + {n} WHERE `ключ` = 10000 + {n};

DELETE FROM {table} WHERE `ключ` = 1 + 2 * ({r} % 120) + {w};
