INSERT INTO {table} (id, note, j, a) VALUES (10000 + {n}, 'new', '{"k": 1, "b": [1, 2.0, 2, -0.0]}', '[]');

INSERT INTO {table} (id, note, j, a) VALUES (20000 + {n}, 'new', '{"k": 18, "é😀": "\\\\u0000"}', '"text"');

INSERT INTO {table} (id, note, j, a) VALUES (30000 + {n}, 'new', '{}', 'null');

INSERT INTO {table} (id, note, j, a) VALUES (40000 + {n}, 'new', NULL, NULL);

INSERT INTO {table} (id, note, j, a) VALUES (50000 + {n}, 'new', JSON_OBJECT('k', 5, 'd', DATE '2026-01-01', 'n', 1.50, 'b', x'00ff'), JSON_ARRAY(18446744073709551615, -9223372036854775808, 1e308, true));

INSERT INTO {table} (id, note, j, a) VALUES (60000 + {n}, 'new', '{"k": 3, "a": {"b": {"c": [[[]]]}}}', JSON_QUOTE(REPEAT('x', 70000)));

UPDATE {table} SET note = 'range', j = '{"k": 3, "a": {"b": {"c": [[[]]]}}}', a = JSON_QUOTE(REPEAT('x', 70000)) WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET j = '{"k": 1, "b": [1, 2.0, 2, -0.0]}', a = '[]' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
