CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  place POINT NOT NULL SRID 4326,
  area POLYGON NOT NULL SRID 0,
  SPATIAL KEY place (place),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, place, area) SELECT n + 1, CONCAT('note ', n), ST_SRID(POINT(n % 180, n % 90), 4326), ST_GeomFromText(CONCAT('POLYGON((0 0, ', n + 1, ' 0, ', n + 1, ' 5, 0 0))'), 0) FROM {numbers} WHERE n < 240;
