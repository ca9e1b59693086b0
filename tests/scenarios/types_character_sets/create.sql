CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  c0 VARCHAR(20) CHARACTER SET latin1,
  c1 VARCHAR(20) CHARACTER SET gbk,
  c2 VARCHAR(20) CHARACTER SET sjis,
  c3 VARCHAR(20) CHARACTER SET big5,
  c4 VARCHAR(20) CHARACTER SET ucs2,
  c5 VARCHAR(20) CHARACTER SET utf16,
  c6 VARCHAR(20) CHARACTER SET utf32,
  c7 VARCHAR(20) CHARACTER SET latin2,
  c8 VARCHAR(20) CHARACTER SET cp1251,
  c9 VARCHAR(20) CHARACTER SET euckr,
  c10 VARCHAR(20) CHARACTER SET ujis,
  c11 VARCHAR(20) CHARACTER SET utf8mb3,
  c12 VARCHAR(20) CHARACTER SET ascii,
  c13 VARCHAR(20) CHARACTER SET koi8r,
  c14 VARCHAR(20) CHARACTER SET utf16le,
  c15 VARCHAR(20) CHARACTER SET greek,
  t TEXT CHARACTER SET gbk,
  k CHAR(10) CHARACTER SET sjis,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, t, k) SELECT 4 * n + 1, 'row', 'Käse', '中文啊', '表ソ', '功許', 'é中', '😀', '😀', 'Łódź', 'Жук', '한국', '日本', 'é中', 'plain', 'Жук', '😀', 'Ωμ', '乂\\\\中', 'ソ' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, t, k) SELECT 4 * n + 2, 'row', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '' FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, t, k) SELECT 4 * n + 3, 'row', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM {numbers} WHERE n < 40;
INSERT INTO {table} (id, note, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, t, k) SELECT 4 * n + 4, 'row', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ' FROM {numbers} WHERE n < 40;
