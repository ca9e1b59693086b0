INSERT INTO {table} (id, note, b1, b7, b8, b9, b63, b64) VALUES (10000 + {n}, 'new', 0, 0, 0, 0, 0, 0);

INSERT INTO {table} (id, note, b1, b7, b8, b9, b63, b64) VALUES (20000 + {n}, 'new', 1, 127, 255, 511, 9223372036854775807, 18446744073709551615);

INSERT INTO {table} (id, note, b1, b7, b8, b9, b63, b64) VALUES (30000 + {n}, 'new', NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, b1, b7, b8, b9, b63, b64) VALUES (40000 + {n}, 'new', b'1', b'1000000', b'10000000', b'100000001', 1, 9223372036854775808);

UPDATE {table} SET note = 'range', b1 = b'1', b7 = b'1000000', b8 = b'10000000', b9 = b'100000001', b63 = 1, b64 = 9223372036854775808 WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET b1 = 0, b7 = 0, b8 = 0, b9 = 0, b63 = 0, b64 = 0 WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
