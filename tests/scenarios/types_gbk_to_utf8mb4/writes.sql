INSERT INTO {table} (id, note, v, e, t) VALUES (10000 + {n}, 'new', '誠乗', '中', REPEAT('誠', 100));

INSERT INTO {table} (id, note, v, e, t) VALUES (20000 + {n}, 'new', '', '啊', '');

INSERT INTO {table} (id, note, v, e, t) VALUES (30000 + {n}, 'new', NULL, NULL, NULL);

INSERT INTO {table} (id, note, v, e, t) VALUES (40000 + {n}, 'new', 'a\\\\b', 'it''s', 'x');

UPDATE {table} SET note = 'range', v = 'a\\\\b', e = 'it''s', t = 'x' WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET v = '誠乗', e = '中', t = REPEAT('誠', 100) WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
