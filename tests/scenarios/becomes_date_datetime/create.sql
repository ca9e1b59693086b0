CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  d DATE,
  t TIME,
  dt DATETIME(2),
  x DATETIME,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, d, t, dt, x) SELECT 3 * n + 1, 'row', '2026-01-31', '-12:34:56', '2026-01-31 12:00:00.25', '2026-01-01 12:00:00' FROM {numbers} WHERE n < 53;
INSERT INTO {table} (id, note, d, t, dt, x) SELECT 3 * n + 2, 'row', NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 53;
INSERT INTO {table} (id, note, d, t, dt, x) SELECT 3 * n + 3, 'row', '9999-12-31', '838:59:59', '1000-01-01', '2038-01-19 03:14:07' FROM {numbers} WHERE n < 53;
