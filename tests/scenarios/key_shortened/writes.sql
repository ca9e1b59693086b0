INSERT INTO {table} VALUES (CONCAT('new', {n}), {n}, 'new');

UPDATE {table} SET b = b + 1 WHERE a = CONCAT('a', 1 + 2 * ({r} % 90) + {w});

UPDATE {table} SET note = CONCAT('n', {r}) WHERE a = CONCAT('a', {r} % 200);

UPDATE {table} SET a = CONCAT('moved', {n}), b = 7 WHERE a = CONCAT('new', {n});

DELETE FROM {table} WHERE a = CONCAT('moved', {n}) AND {n} % 3 = 0;
