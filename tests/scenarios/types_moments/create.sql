CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  d DATE,
  t TIME,
  t6 TIME(6),
  dt DATETIME,
  dt3 DATETIME(3),
  dt6 DATETIME(6),
  ts TIMESTAMP NULL DEFAULT NULL,
  ts6 TIMESTAMP(6) NULL DEFAULT NULL,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, d, t, t6, dt, dt3, dt6, ts, ts6) SELECT 5 * n + 1, 'row', '0000-00-00', '-838:59:59', '-838:59:59.000000', '0000-00-00 00:00:00', '1000-01-01 00:00:00.001', '0001-01-01 00:00:00.000001', '0000-00-00 00:00:00', '1970-01-01 00:00:01.000000' FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, d, t, t6, dt, dt3, dt6, ts, ts6) SELECT 5 * n + 2, 'row', '9999-12-31', '838:59:59', '838:59:59.000000', '9999-12-31 23:59:59', '9999-12-31 23:59:59.999', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07', '2038-01-19 03:14:07.999999' FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, d, t, t6, dt, dt3, dt6, ts, ts6) SELECT 5 * n + 3, 'row', '2024-02-29', '00:00:00', '-00:00:00.000001', '2026-10-25 02:30:00', '2026-03-29 01:59:59.999', '2026-10-25 00:59:59.999999', '2026-10-25 01:30:00', '2026-10-25 00:30:00.5' FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, d, t, t6, dt, dt3, dt6, ts, ts6) SELECT 5 * n + 4, 'row', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 32;
INSERT INTO {table} (id, note, d, t, t6, dt, dt3, dt6, ts, ts6) SELECT 5 * n + 5, 'row', '2023-00-00', '23:59:60' - INTERVAL 1 SECOND, '12:00:00.5', '2024-02-30 10:00:00', '1969-12-31 23:59:59.5', '1970-01-01', '1970-01-01 00:00:01', '2000-01-01 00:00:00.000001' FROM {numbers} WHERE n < 32;
