INSERT INTO {table} (`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`, `éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé`) VALUES (10000 + {n}, 'new');

UPDATE {table} SET `éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé` = {r} WHERE `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` BETWEEN 120 * {w} + {r} % 100 AND 120 * {w} + {r} % 100 + 15;

UPDATE {table} SET `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` = 20000 + {n} WHERE `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` = 10000 + {n};
