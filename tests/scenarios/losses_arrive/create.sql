CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  long_name VARCHAR(40) DEFAULT NULL,
  wide INT DEFAULT NULL,
  unknown DATE DEFAULT '2026-01-31',
  price DECIMAL(10,4) DEFAULT NULL,
  moment DATETIME(3) DEFAULT NULL,
  town VARCHAR(20) CHARACTER SET utf8mb4 DEFAULT NULL,
  begun DATETIME DEFAULT NULL,
  state ENUM('new','open','shut') DEFAULT NULL,
  tags SET('a','b','c') DEFAULT NULL,
  least INT DEFAULT NULL,
  body TEXT,
  place GEOMETRY DEFAULT NULL,
  counted VARCHAR(20) DEFAULT NULL,
  halved VARCHAR(20) DEFAULT NULL,
  day DATETIME DEFAULT NULL,
  blanks VARCHAR(20) DEFAULT NULL
) DEFAULT CHARSET=utf8mb4;
INSERT INTO {table} (id, long_name, wide, unknown, price, moment, town, begun, state, tags, least, body, place, counted, halved, day, blanks)
  SELECT n + 1, 'short', 5, '2026-02-01', 1.25, '2026-01-31 10:00:00', 'Köln', '2026-01-31 10:00:00', 'shut', 'a,c', 5, '{}', ST_GeomFromText('POINT(1 2)'), '12', '13', '2026-01-31', 'abc' FROM {numbers} WHERE n < 400;
INSERT INTO {table} (id) SELECT 900001 + n FROM {numbers} WHERE n < 16;
