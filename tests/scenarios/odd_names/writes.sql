INSERT INTO {table} (`the key`, `back tick`, `per%s cent`) VALUES (10000 + {n}, 'b', '%d');

UPDATE {table} SET `select` = {r}, `quo"te` = NULL WHERE `the key` = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET `ünï` = {r}, `per%s cent` = '%%' WHERE `the key` BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

UPDATE {table} SET `the key` = 20000 + {n} WHERE `the key` = 10000 + {n};

DELETE FROM {table} WHERE `the key` = 20000 + {n};
