CREATE TABLE {table} (
  id INT NOT NULL,
  created DATETIME NOT NULL,
  day DATE AS (CAST(created AS DATE)) STORED,
  note VARCHAR(40) COLLATE utf8mb4_unicode_ci NOT NULL,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, created, note) SELECT n + 1, '2026-01-01' + INTERVAL n HOUR, CONCAT(n, ' note') FROM {numbers} WHERE n < 240;
