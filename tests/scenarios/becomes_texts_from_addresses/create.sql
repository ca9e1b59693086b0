CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  u UUID,
  s INET6,
  b UUID,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, u, s, b) SELECT 2 * n + 1, 'row', '123e4567-e89b-12d3-a456-426655440000', '::1', '123e4567-e89b-12d3-a456-426655440000' FROM {numbers} WHERE n < 80;
INSERT INTO {table} (id, note, u, s, b) SELECT 2 * n + 2, 'row', NULL, NULL, NULL FROM {numbers} WHERE n < 80;
