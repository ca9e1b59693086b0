INSERT INTO {table} (day, hour, in_year, note) VALUES (DATE_ADD('2027-01-01', INTERVAL {n} DAY), '-01:00:00.001', 2000, 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE day BETWEEN '2026-01-01' + INTERVAL 3 * {w} DAY AND '2026-01-02' + INTERVAL 3 * {w} DAY;

UPDATE {table} SET hour = '01:00:00.001' WHERE day = DATE_ADD('2027-01-01', INTERVAL {n} DAY);

DELETE FROM {table} WHERE day = DATE_ADD('2027-01-01', INTERVAL {n} DAY);
