CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  day DATE NOT NULL DEFAULT '2026-05-05',
  PRIMARY KEY (id, day)
);
INSERT INTO {table} (id, note, day) SELECT n + 1, CONCAT('note ', n), IF(n % 2, '2025-06-06', '2026-06-06') FROM {numbers} WHERE n < 240;
