INSERT INTO {table} VALUES ('2027-01-01' + INTERVAL {n} MINUTE, '2027-03-28 01:30:00' + INTERVAL {w} HOUR, 'new');

UPDATE {table} SET seen = seen + INTERVAL 1 HOUR WHERE created = '2027-01-01' + INTERVAL {n} MINUTE;

UPDATE {table} SET note = CONCAT('n', {r}) WHERE created = '2026-03-28 20:00:00' + INTERVAL {r} % 48 MINUTE;

UPDATE {table} SET created = created + INTERVAL 1 YEAR WHERE created = '2027-01-01' + INTERVAL {n} MINUTE;

DELETE FROM {table} WHERE created = '2028-01-01' + INTERVAL {n} MINUTE AND {n} % 3 = 0;
