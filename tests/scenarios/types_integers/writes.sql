INSERT INTO {table} (id, note, t, tu, s, su, m, mu, i, iu, b, bu, z, bo, y) VALUES (10000 + {n}, 'new', -128, 0, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0, 0, FALSE, 1901);

INSERT INTO {table} (id, note, t, tu, s, su, m, mu, i, iu, b, bu, z, bo, y) VALUES (20000 + {n}, 'new', 127, 255, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295, 9223372036854775807, 18446744073709551615, 4294967295, TRUE, 2155);

INSERT INTO {table} (id, note, t, tu, s, su, m, mu, i, iu, b, bu, z, bo, y) VALUES (30000 + {n}, 'new', 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 7, 2, 0);

INSERT INTO {table} (id, note, t, tu, s, su, m, mu, i, iu, b, bu, z, bo, y) VALUES (40000 + {n}, 'new', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, t, tu, s, su, m, mu, i, iu, b, bu, z, bo, y) VALUES (50000 + {n}, 'new', -1, 128, -1, 32768, -1, 8388608, -1, 2147483648, -1, 9223372036854775808, 99999999, -1, 1970);

UPDATE {table} SET note = 'range', t = -1, tu = 128, s = -1, su = 32768, m = -1, mu = 8388608, i = -1, iu = 2147483648, b = -1, bu = 9223372036854775808, z = 99999999, bo = -1, y = 1970 WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET t = -128, tu = 0, s = -32768, su = 0, m = -8388608, mu = 0, i = -2147483648, iu = 0, b = -9223372036854775808, bu = 0, z = 0, bo = FALSE, y = 1901 WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
