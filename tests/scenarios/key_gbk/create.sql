CREATE TABLE {table} (
  word VARCHAR(20) CHARACTER SET gbk NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  PRIMARY KEY (word)
);
INSERT INTO {table} (word, note) SELECT CONCAT(ELT(1 + n % 3, '誠', '乗', ''), n, ELT(1 + n % 2, '''', '\\')), n FROM {numbers} WHERE n < 240;
