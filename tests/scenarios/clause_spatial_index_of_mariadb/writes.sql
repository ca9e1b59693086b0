INSERT INTO {table} (id, note, place, area) VALUES (10000 + {n}, 'new', ST_GeomFromText('POINT(1.5 -2.25)', 4326), ST_GeomFromText('POLYGON((0 0, 1 0, 1 1, 0 0))'));

UPDATE {table} SET note = CONCAT('n', {r}) WHERE id BETWEEN 120 * {w} + {r} % 100 AND 120 * {w} + {r} % 100 + 15;

UPDATE {table} SET id = 20000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 120) + {w};
