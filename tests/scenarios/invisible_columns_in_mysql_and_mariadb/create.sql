CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  unseen INT DEFAULT 5 INVISIBLE,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, unseen) SELECT n + 1, CONCAT('note ', n), n FROM {numbers} WHERE n < 240;
