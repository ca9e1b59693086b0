CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  d DATE,
  t TIME(3),
  dt DATETIME,
  ts TIMESTAMP(2) NULL DEFAULT NULL,
  d6 DATETIME(6),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, d, t, dt, ts, d6) SELECT 3 * n + 1, 'row', '2026-01-31', '-12:34:56.789', '2026-01-31 12:00:00', '2026-10-25 01:30:00.25', '2026-01-01 00:00:00.000001' FROM {numbers} WHERE n < 53;
INSERT INTO {table} (id, note, d, t, dt, ts, d6) SELECT 3 * n + 2, 'row', NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 53;
INSERT INTO {table} (id, note, d, t, dt, ts, d6) SELECT 3 * n + 3, 'row', '9999-12-31', '838:59:59', '1000-01-01', '1970-01-02', '9999-12-31 23:59:59.999999' FROM {numbers} WHERE n < 53;
