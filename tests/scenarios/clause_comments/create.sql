CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  a INT DEFAULT NULL COMMENT 'VIRTUAL GENERATED',
  c INT COMMENT '\\ %s \n /* ; */ '' " DEFAULT 1',
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, a, c) SELECT n + 1, CONCAT('note ', n), n, n FROM {numbers} WHERE n < 240;
