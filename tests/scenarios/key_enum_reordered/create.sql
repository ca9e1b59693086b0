CREATE TABLE {table} (
  kind ENUM('z','it''s','a','é') NOT NULL,
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (kind, id)
);
INSERT INTO {table} (kind, id, note) SELECT 1 + n % 4, n, n FROM {numbers} WHERE n < 240;
