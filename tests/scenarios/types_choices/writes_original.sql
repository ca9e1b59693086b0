INSERT INTO {table} (id, note, e300, s64, odd, sodd) VALUES (10000 + {n}, 'new', 1, 0, 1, 1);

INSERT INTO {table} (id, note, e300, s64, odd, sodd) VALUES (20000 + {n}, 'new', 300, 1, 2, 3);

INSERT INTO {table} (id, note, e300, s64, odd, sodd) VALUES (30000 + {n}, 'new', 256, CAST(POW(2, 62) AS UNSIGNED), 3, 8);

INSERT INTO {table} (id, note, e300, s64, odd, sodd) VALUES (40000 + {n}, 'new', 255, 9223372036854775807, 4, 15);

INSERT INTO {table} (id, note, e300, s64, odd, sodd) VALUES (50000 + {n}, 'new', NULL, NULL, NULL, NULL);

INSERT INTO {table} (id, note, e300, s64, odd, sodd) VALUES (60000 + {n}, 'new', 7, CAST(POW(2, 61) AS UNSIGNED) | 5, 5, 0);

UPDATE {table} SET note = 'range', e300 = 7, s64 = CAST(POW(2, 61) AS UNSIGNED) | 5, odd = 5, sodd = 0 WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET e300 = 1, s64 = 0, odd = 1, sodd = 1 WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
