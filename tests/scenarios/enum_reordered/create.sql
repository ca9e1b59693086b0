CREATE TABLE {table} (
  id INT NOT NULL PRIMARY KEY,
  state ENUM('new','sent','it''s odd','paid') NOT NULL DEFAULT 'new',
  total INT DEFAULT NULL,
  KEY state (state)
);
INSERT INTO {table} SELECT n + 1, 1 + n % 4, n FROM {numbers} WHERE n < 800;
