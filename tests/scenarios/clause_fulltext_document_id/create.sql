CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  body TEXT,
  FTS_DOC_ID BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  UNIQUE KEY FTS_DOC_ID_INDEX (FTS_DOC_ID),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, body) SELECT n + 1, CONCAT('note ', n), CONCAT('body of text ', n) FROM {numbers} WHERE n < 240;
