INSERT INTO {table} (id, note, t, tu, s, m, i, b, u, y, z) VALUES (10000 + {n}, 'new', -128, 0, -32768, -8388608, -2147483648, -9223372036854775808, 0, 1901, 0);

INSERT INTO {table} (id, note, t, tu, s, m, i, b, u, y, z) VALUES (20000 + {n}, 'new', 127, 255, 32767, 8388607, 2147483647, 9223372036854775807, 4294967295, 2155, 999999);

INSERT INTO {table} (id, note, t, tu, s, m, i, b, u, y, z) VALUES (30000 + {n}, 'new', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, t, tu, s, m, i, b, u, y, z) VALUES (40000 + {n}, 'new', 0, 1, 0, 0, 0, 0, 1, 0, 1);

UPDATE {table} SET note = 'range', t = 0, tu = 1, s = 0, m = 0, i = 0, b = 0, u = 1, y = 0, z = 1 WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET t = -128, tu = 0, s = -32768, m = -8388608, i = -2147483648, b = -9223372036854775808, u = 0, y = 1901, z = 0 WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
