CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  v VARCHAR(30) CHARACTER SET gbk,
  e ENUM('中','啊','it''s') CHARACTER SET gbk,
  t TEXT CHARACTER SET gbk,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, v, e, t) SELECT 4 * n + 1, 'row', '誠乗', '中', REPEAT('誠', 100) FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, v, e, t) SELECT 4 * n + 2, 'row', '', '啊', '' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, v, e, t) SELECT 4 * n + 3, 'row', NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, v, e, t) SELECT 4 * n + 4, 'row', 'a\\\\b', 'it''s', 'x' FROM {numbers} WHERE n < 40;
