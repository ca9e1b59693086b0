INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) VALUES (10000 + {n}, 'new', '', LEFT('', 1), '', '', '', '', '', '');

INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) VALUES (20000 + {n}, 'new', x'00', LEFT(x'00', 1), x'00', x'00', x'00', x'00', x'00', x'00');

INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) VALUES (30000 + {n}, 'new', x'0000', LEFT(x'0000', 1), x'0000', x'0000', x'0000', x'0000', x'0000', x'0000');

INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) VALUES (40000 + {n}, 'new', x'20', LEFT(x'20', 1), x'20', x'20', x'20', x'20', x'20', x'20');

INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) VALUES (50000 + {n}, 'new', x'6120', LEFT(x'6120', 1), x'6120', x'6120', x'6120', x'6120', x'6120', x'6120');

INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) VALUES (60000 + {n}, 'new', x'ff', LEFT(x'ff', 1), x'ff', x'ff', x'ff', x'ff', x'ff', x'ff');

INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) VALUES (70000 + {n}, 'new', x'5c27225c30', LEFT(x'5c27225c30', 1), x'5c27225c30', x'5c27225c30', x'5c27225c30', x'5c27225c30', x'5c27225c30', x'5c27225c30');

INSERT INTO {table} (id, note, b, b1, v, tb, bl, m, l, c) VALUES (80000 + {n}, 'new', NULL, LEFT(NULL, 1), NULL, NULL, NULL, NULL, NULL, NULL);

UPDATE {table} SET note = 'range', b = REPEAT(x'ff', 8), b1 = x'80', v = REPEAT(UNHEX(SHA2('x', 256)), 9), tb = REPEAT(x'fe', 255), bl = REPEAT(x'00', 65535), m = REPEAT(x'01', 70000), l = REPEAT(x'0a0d', 40000), c = REPEAT(x'00', 20) WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET b = '', b1 = LEFT('', 1), v = '', tb = '', bl = '', m = '', l = '', c = '' WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
