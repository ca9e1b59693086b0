CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  day DATE DEFAULT '2026-03-03',
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, day) SELECT n + 1, CONCAT('note ', n), DATE_ADD('2026-01-01', INTERVAL n DAY) FROM {numbers} WHERE n < 240;
