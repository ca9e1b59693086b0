INSERT INTO {table} (id, note, b, l, i) VALUES (10000 + {n}, 'new', 0, 0, 0);

INSERT INTO {table} (id, note, b, l, i) VALUES (20000 + {n}, 'new', 127, 18446744073709551615, 255);

INSERT INTO {table} (id, note, b, l, i) VALUES (30000 + {n}, 'new', NULL, NULL, NULL);

INSERT INTO {table} (id, note, b, l, i) VALUES (40000 + {n}, 'new', 1, 9223372036854775808, 65);

UPDATE {table} SET note = 'range', b = 1, l = 9223372036854775808, i = 65 WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET b = 0, l = 0, i = 0 WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
