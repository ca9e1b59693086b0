CREATE TABLE {table} (
  id BIGINT NOT NULL AUTO_INCREMENT,
  note VARCHAR(40) DEFAULT NULL,
  shop INT NOT NULL DEFAULT 1,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, shop) SELECT n + 1, CONCAT('note ', n), n % 3 FROM {numbers} WHERE n < 240;
