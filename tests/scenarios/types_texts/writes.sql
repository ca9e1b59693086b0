INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) VALUES (10000 + {n}, 'new', '', '', '', '', '', '', '', '', '');

INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) VALUES (20000 + {n}, 'new', 'a', '', 'a', 'a', 'a', 'a', 'a', 'a', 'a');

INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) VALUES (30000 + {n}, 'new', ' a ', '', ' a ', ' a ', ' a ', ' a ', ' a ', ' a ', ' a ');

INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) VALUES (40000 + {n}, 'new', 'it''s \"', '', 'it''s \"', 'it''s \"', 'it''s \"', 'it''s \"', 'it''s \"', 'it''s \"', 'it''s \"');

INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) VALUES (50000 + {n}, 'new', '\\\\ %s %% \\n', '', '\\\\ %s %% \\n', '\\\\ %s %% \\n', '\\\\ %s %% \\n', '\\\\ %s %% \\n', '\\\\ %s %% \\n', '\\\\ %s %% \\n', '\\\\ %s %% \\n');

INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) VALUES (60000 + {n}, 'new', _utf8mb4 x'00', '', _utf8mb4 x'00', _utf8mb4 x'00', _utf8mb4 x'00', _utf8mb4 x'00', _utf8mb4 x'00', _utf8mb4 x'00', _utf8mb4 x'00');

INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) VALUES (70000 + {n}, 'new', _utf8mb4 x'61000062', '', _utf8mb4 x'61000062', _utf8mb4 x'61000062', _utf8mb4 x'61000062', _utf8mb4 x'61000062', _utf8mb4 x'61000062', _utf8mb4 x'61000062', _utf8mb4 x'61000062');

INSERT INTO {table} (id, note, c, c0, v, tt, t, m, l, n, b) VALUES (80000 + {n}, 'new', 'tab\tline\nend\rctrl\Z', '', 'tab\tline\nend\rctrl\Z', 'tab\tline\nend\rctrl\Z', 'tab\tline\nend\rctrl\Z', 'tab\tline\nend\rctrl\Z', 'tab\tline\nend\rctrl\Z', 'tab\tline\nend\rctrl\Z', 'tab\tline\nend\rctrl\Z');

UPDATE {table} SET note = 'range', c = REPEAT('😀', 30), c0 = '', v = REPEAT('é', 200), tt = REPEAT('x', 255), t = REPEAT('y', 65535), m = REPEAT('z', 70000), l = REPEAT('😀', 20000), n = REPEAT('é', 20), b = REPEAT(' ', 60) WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET c = '', c0 = '', v = '', tt = '', t = '', m = '', l = '', n = '', b = '' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
