INSERT INTO {table} (owner, token, day) VALUES ({n}, CONCAT('n', {n}), '2026-01-01'), (NULL, CONCAT('n', {n}), '2026-01-02');

UPDATE {table} SET owner = {r} WHERE token = CONCAT('t', 2 * ({r} % 130) + {w});

UPDATE {table} SET day = '1999-12-31' WHERE token = CONCAT('n', {n}) AND day = '2026-01-02';

UPDATE {table} SET token = CONCAT('N', {n}), other = 100000 + {n} WHERE token = CONCAT('n', {n}) AND day = '2026-01-01';

DELETE FROM {table} WHERE token = CONCAT('n', {n});
