CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  u UUID,
  s INET6,
  f INET4,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, u, s, f) SELECT 4 * n + 1, 'row', '00000000-0000-0000-0000-000000000000', '::', '0.0.0.0' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, u, s, f) SELECT 4 * n + 2, 'row', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '255.255.255.255' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, u, s, f) SELECT 4 * n + 3, 'row', '123e4567-e89b-12d3-a456-426655440000', '::ffff:192.0.2.128', '192.0.2.1' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, u, s, f) SELECT 4 * n + 4, 'row', NULL, NULL, NULL FROM {numbers} WHERE n < 40;
