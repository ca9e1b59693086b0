CREATE TABLE {table} (
  id INT NOT NULL PRIMARY KEY,
  seen VARCHAR(20) DEFAULT NULL,
  unseen VARCHAR(20) INVISIBLE DEFAULT 'default',
  hint VARCHAR(20) DEFAULT 'x'
);
INSERT INTO {table} (id, seen, unseen, hint) SELECT n + 1, CONCAT('seen ', n), CONCAT('unseen ', n), n FROM {numbers} WHERE n < 800;
