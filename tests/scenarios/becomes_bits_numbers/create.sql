CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  b BIT(7),
  l BIT(64),
  i TINYINT UNSIGNED,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, b, l, i) SELECT 4 * n + 1, 'row', 0, 0, 0 FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, b, l, i) SELECT 4 * n + 2, 'row', 127, 18446744073709551615, 255 FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, b, l, i) SELECT 4 * n + 3, 'row', NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, b, l, i) SELECT 4 * n + 4, 'row', 1, 9223372036854775808, 65 FROM {numbers} WHERE n < 40;
