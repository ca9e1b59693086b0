INSERT INTO {table} (at_moment, side, price) VALUES (DATE_ADD('2027-01-01', INTERVAL {n} MICROSECOND), 'none', 1);

UPDATE {table} SET price = {r} WHERE side = 1 + {w} AND at_moment BETWEEN '2026-01-01 00:10:00' AND '2026-01-01 00:12:00';

UPDATE {table} SET side = 'buy' WHERE at_moment = DATE_ADD('2027-01-01', INTERVAL {n} MICROSECOND);

DELETE FROM {table} WHERE at_moment = DATE_ADD('2027-01-01', INTERVAL {n} MICROSECOND) AND side = 'buy';
