INSERT INTO {table} (id, note, i, u, d, o, y) VALUES (10000 + {n}, 'new', '-2147483648', '18446744073709551615', '-1.500000', '-1.5e300', '1901');

INSERT INTO {table} (id, note, i, u, d, o, y) VALUES (20000 + {n}, 'new', '0', '0', '0.000000', '0', '2000');

INSERT INTO {table} (id, note, i, u, d, o, y) VALUES (30000 + {n}, 'new', NULL, NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, i, u, d, o, y) VALUES (40000 + {n}, 'new', '2147483647', '7', '12345678901234.123456', '0.1', '2155');

UPDATE {table} SET note = 'range', i = '2147483647', u = '7', d = '12345678901234.123456', o = '0.1', y = '2155' WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET i = '-2147483648', u = '18446744073709551615', d = '-1.500000', o = '-1.5e300', y = '1901' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
