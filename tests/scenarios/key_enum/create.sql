CREATE TABLE {table} (
  kind ENUM('z','it''s','a\\b','é')  NOT NULL,
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (kind, id)
);
INSERT INTO {table} (kind, id, note) SELECT n % 5, n, n FROM {numbers} WHERE n < 240;
