INSERT INTO {table} (id) VALUES (10000 + {n});

UPDATE {table} SET day = '2021-06-31', stamp = 0 WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET moment = '0000-00-00 00:00:00', span = '838:59:59' WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

REPLACE INTO {table} (id, day, moment) VALUES (1 + 2 * ({r} % 400) + {w}, '2020-00-00', '2019-02-30 01:02:03');

DELETE FROM {table} WHERE id = 10000 + {n};
