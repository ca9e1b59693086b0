CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  body TEXT,
  PRIMARY KEY (id)
) ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 4;
INSERT INTO {table} (id, note, body) SELECT n + 1, CONCAT('note ', n), REPEAT(n, 50) FROM {numbers} WHERE n < 240;
