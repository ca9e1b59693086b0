CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  u VARCHAR(36),
  s VARCHAR(45),
  f INET4,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, u, s, f) SELECT 3 * n + 1, 'row', '123e4567-e89b-12d3-a456-426655440000', '::1', '192.0.2.1' FROM {numbers} WHERE n < 53;
INSERT INTO {table} (id, note, u, s, f) SELECT 3 * n + 2, 'row', NULL, NULL, NULL FROM {numbers} WHERE n < 53;
INSERT INTO {table} (id, note, u, s, f) SELECT 3 * n + 3, 'row', '00000000-0000-0000-0000-000000000000', '2001:db8::ff00:42:8329', '0.0.0.0' FROM {numbers} WHERE n < 53;
