INSERT INTO {table} VALUES (10000 + {n}, 1000, 1001, 1002);
INSERT INTO {twin} VALUES (10000 + {n}, 1000, 1001, 1002);

UPDATE {table} SET owner = 1003 WHERE id = 10000 + {n};
UPDATE {twin} SET owner = 1003 WHERE id = 10000 + {n};
