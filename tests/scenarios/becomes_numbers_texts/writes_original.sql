INSERT INTO {table} (id, note, i, u, d, o, z, y, b) VALUES (10000 + {n}, 'new', -2147483648, 18446744073709551615, -1.5, -1.7976931348623157e308, 7, 1901, -1);

INSERT INTO {table} (id, note, i, u, d, o, z, y, b) VALUES (20000 + {n}, 'new', 0, 0, 0, 0, 0, 0, 0);

INSERT INTO {table} (id, note, i, u, d, o, z, y, b) VALUES (30000 + {n}, 'new', NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, i, u, d, o, z, y, b) VALUES (40000 + {n}, 'new', 5, 5, 12345678901234.123456, 1e-300, 99999999, 2155, 127);

INSERT INTO {table} (id, note, i, u, d, o, z, y, b) VALUES (50000 + {n}, 'new', 1, 1, 0.000001, 0.1, 1, 2000, 1);

UPDATE {table} SET note = 'range', i = 1, u = 1, d = 0.000001, o = 0.1, z = 1, y = 2000, b = 1 WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET i = -2147483648, u = 18446744073709551615, d = -1.5, o = -1.7976931348623157e308, z = 7, y = 1901, b = -1 WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
