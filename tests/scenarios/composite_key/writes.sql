INSERT INTO {table} (hall, seat) VALUES (100 + {w}, {n}), (-1 - {w}, {n}), (200 + {w}, -{n});

UPDATE {table} SET guest = CONCAT('moved ', {r}) WHERE hall = {r} % 5 * 2 + {w} AND seat < 60;

-- a key that changes in its second, then in its first part
UPDATE {table} SET seat = seat + 100000 WHERE hall = 100 + {w} AND seat = {n};
UPDATE {table} SET hall = hall + 20 WHERE hall = 100 + {w} AND seat = {n} + 100000;

REPLACE INTO {table} (hall, seat, guest) VALUES ({r} % 5 * 2 + {w}, {r} % 90 * 3, 'replaced');

INSERT INTO {table} (hall, seat) VALUES ({r} % 5 * 2 + {w}, {r} % 90 * 3) ON DUPLICATE KEY UPDATE guest = NULL, seat = seat;

DELETE FROM {table} WHERE hall = 200 + {w} AND seat = -{n};

DELETE FROM {table} WHERE hall = {r} % 5 * 2 + {w} AND seat < 30;
ROLLBACK;
