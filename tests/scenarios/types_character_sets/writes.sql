INSERT INTO {table} (id, note, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, t, k) VALUES (10000 + {n}, 'new', 'Käse', '中文啊', '表ソ', '功許', 'é中', '😀', '😀', 'Łódź', 'Жук', '한국', '日本', 'é中', 'plain', 'Жук', '😀', 'Ωμ', '乂\\\\中', 'ソ');

INSERT INTO {table} (id, note, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, t, k) VALUES (20000 + {n}, 'new', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '');

INSERT INTO {table} (id, note, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, t, k) VALUES (30000 + {n}, 'new', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, t, k) VALUES (40000 + {n}, 'new', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ', ' x ');

UPDATE {table} SET note = 'range', c0 = ' x ', c1 = ' x ', c2 = ' x ', c3 = ' x ', c4 = ' x ', c5 = ' x ', c6 = ' x ', c7 = ' x ', c8 = ' x ', c9 = ' x ', c10 = ' x ', c11 = ' x ', c12 = ' x ', c13 = ' x ', c14 = ' x ', c15 = ' x ', t = ' x ', k = ' x ' WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET c0 = 'Käse', c1 = '中文啊', c2 = '表ソ', c3 = '功許', c4 = 'é中', c5 = '😀', c6 = '😀', c7 = 'Łódź', c8 = 'Жук', c9 = '한국', c10 = '日本', c11 = 'é中', c12 = 'plain', c13 = 'Жук', c14 = '😀', c15 = 'Ωμ', t = '乂\\\\中', k = 'ソ' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
