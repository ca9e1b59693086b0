CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  c CHAR(30),
  c0 CHAR(0),
  v VARCHAR(200),
  tt TINYTEXT,
  t TEXT,
  m MEDIUMTEXT,
  l LONGTEXT,
  n NATIONAL VARCHAR(20),
  b VARCHAR(60) COLLATE utf8mb4_bin,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) SELECT 11 * n + 1, 'row', '', '', '', '', '', '', '', '', '' FROM {numbers} WHERE n < 14;
INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) SELECT 11 * n + 2, 'row', 'a', '', 'a', 'a', 'a', 'a', 'a', 'a', 'a' FROM {numbers} WHERE n < 14;
INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) SELECT 11 * n + 3, 'row', ' a ', '', ' a ', ' a ', ' a ', ' a ', ' a ', ' a ', ' a ' FROM {numbers} WHERE n < 14;
INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) SELECT 11 * n + 4, 'row', 'it''s \"', '', 'it''s \"', 'it''s \"', 'it''s \"', 'it''s \"', 'it''s \"', 'it''s \"', 'it''s \"' FROM {numbers} WHERE n < 14;
INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) SELECT 11 * n + 5, 'row', '\\\\ %s %% \\n', '', '\\\\ %s %% \\n', '\\\\ %s %% \\n', '\\\\ %s %% \\n', '\\\\ %s %% \\n', '\\\\ %s %% \\n', '\\\\ %s %% \\n', '\\\\ %s %% \\n' FROM {numbers} WHERE n < 14;
INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) SELECT 11 * n + 6, 'row', _utf8mb4 x'00', '', _utf8mb4 x'00', _utf8mb4 x'00', _utf8mb4 x'00', _utf8mb4 x'00', _utf8mb4 x'00', _utf8mb4 x'00', _utf8mb4 x'00' FROM {numbers} WHERE n < 14;
INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) SELECT 11 * n + 7, 'row', _utf8mb4 x'61000062', '', _utf8mb4 x'61000062', _utf8mb4 x'61000062', _utf8mb4 x'61000062', _utf8mb4 x'61000062', _utf8mb4 x'61000062', _utf8mb4 x'61000062', _utf8mb4 x'61000062' FROM {numbers} WHERE n < 14;
INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) SELECT 11 * n + 8, 'row', 'tab\tline\nend\rctrl\Z', '', 'tab\tline\nend\rctrl\Z', 'tab\tline\nend\rctrl\Z', 'tab\tline\nend\rctrl\Z', 'tab\tline\nend\rctrl\Z', 'tab\tline\nend\rctrl\Z', 'tab\tline\nend\rctrl\Z', 'tab\tline\nend\rctrl\Z' FROM {numbers} WHERE n < 14;
INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) SELECT 11 * n + 9, 'row', '😀é中', '', '😀é中', '😀é中', '😀é中', '😀é中', '😀é中', 'é中', '😀é中' FROM {numbers} WHERE n < 14;
INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) SELECT 11 * n + 10, 'row', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 14;
INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) SELECT 11 * n + 11, 'row', REPEAT('😀', 30), '', REPEAT('é', 200), REPEAT('x', 255), REPEAT('y', 65535), REPEAT('z', 70000), REPEAT('😀', 20000), REPEAT('é', 20), REPEAT(' ', 60) FROM {numbers} WHERE n < 14;
