CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  a INT DEFAULT NULL,
  twice BIGINT GENERATED ALWAYS AS (a * 2) STORED,
  v3 INT GENERATED ALWAYS AS (a - 1) VIRTUAL,
  KEY v3 (v3),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, a) SELECT n + 1, CONCAT('note ', n), n FROM {numbers} WHERE n < 240;
