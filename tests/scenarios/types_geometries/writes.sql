INSERT INTO {table} (id, note, g, p, l, y, mp, ml, my, gc) VALUES (10000 + {n}, 'new', ST_GeomFromText('POINT(1 2)'), ST_GeomFromText('POINT(-0.1 1e200)'), ST_GeomFromText('LINESTRING(0 0, 1 1)'), ST_GeomFromText('POLYGON((0 0, 5 0, 5 5, 0 0), (1 0.5, 2 0.5, 2 1, 1 0.5))'), ST_GeomFromText('MULTIPOINT(0 0, 1 1)'), ST_GeomFromText('MULTILINESTRING((0 0, 1 1), (2 2, 3 3))'), ST_GeomFromText('MULTIPOLYGON(((0 0, 5 0, 5 5, 0 0)))'), ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(0 0, 1 1))'));

INSERT INTO {table} (id, note, g, p, l, y, mp, ml, my, gc) VALUES (20000 + {n}, 'new', ST_GeomFromText('LINESTRING(0 0, 9 9)'), NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, g, p, l, y, mp, ml, my, gc) VALUES (30000 + {n}, 'new', NULL, ST_GeomFromText('POINT(3 4)', 4326), NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, g, p, l, y, mp, ml, my, gc) VALUES (40000 + {n}, 'new', ST_GeomFromText('GEOMETRYCOLLECTION EMPTY'), ST_GeomFromText('POINT(3 4)'), NULL, NULL, NULL, NULL, NULL, NULL);

UPDATE {table} SET note = 'range', g = ST_GeomFromText('GEOMETRYCOLLECTION EMPTY'), p = ST_GeomFromText('POINT(3 4)'), l = NULL, y = NULL, mp = NULL, ml = NULL, my = NULL, gc = NULL WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET g = ST_GeomFromText('POINT(1 2)'), p = ST_GeomFromText('POINT(-0.1 1e200)'), l = ST_GeomFromText('LINESTRING(0 0, 1 1)'), y = ST_GeomFromText('POLYGON((0 0, 5 0, 5 5, 0 0), (1 0.5, 2 0.5, 2 1, 1 0.5))'), mp = ST_GeomFromText('MULTIPOINT(0 0, 1 1)'), ml = ST_GeomFromText('MULTILINESTRING((0 0, 1 1), (2 2, 3 3))'), my = ST_GeomFromText('MULTIPOLYGON(((0 0, 5 0, 5 5, 0 0)))'), gc = ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(0 0, 1 1))') WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
