INSERT INTO {table} VALUES (10000 + {n}, 10000 + {n}, 'new');

UPDATE {table} SET b = 30000 + {n} WHERE a = 10000 + {n};

UPDATE {table} SET note = CONCAT('n', {r}) WHERE a BETWEEN 90 * {w} + {r} % 80 AND 90 * {w} + {r} % 80 + 9;

DELETE FROM {table} WHERE a = 10000 + {n} AND {n} % 3 = 0;
