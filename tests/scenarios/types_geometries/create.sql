CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  g GEOMETRY,
  p POINT,
  l LINESTRING,
  y POLYGON,
  mp MULTIPOINT,
  ml MULTILINESTRING,
  my MULTIPOLYGON,
  gc GEOMETRYCOLLECTION,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, g, p, l, y, mp, ml, my, gc) SELECT 4 * n + 1, 'row', ST_GeomFromText('POINT(1 2)'), ST_GeomFromText('POINT(-0.1 1e200)'), ST_GeomFromText('LINESTRING(0 0, 1 1)'), ST_GeomFromText('POLYGON((0 0, 5 0, 5 5, 0 0), (1 0.5, 2 0.5, 2 1, 1 0.5))'), ST_GeomFromText('MULTIPOINT(0 0, 1 1)'), ST_GeomFromText('MULTILINESTRING((0 0, 1 1), (2 2, 3 3))'), ST_GeomFromText('MULTIPOLYGON(((0 0, 5 0, 5 5, 0 0)))'), ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(0 0, 1 1))') FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, g, p, l, y, mp, ml, my, gc) SELECT 4 * n + 2, 'row', ST_GeomFromText('LINESTRING(0 0, 9 9)'), NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, g, p, l, y, mp, ml, my, gc) SELECT 4 * n + 3, 'row', NULL, ST_GeomFromText('POINT(3 4)', 4326), NULL, NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, g, p, l, y, mp, ml, my, gc) SELECT 4 * n + 4, 'row', ST_GeomFromText('GEOMETRYCOLLECTION EMPTY'), ST_GeomFromText('POINT(3 4)'), NULL, NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 40;
