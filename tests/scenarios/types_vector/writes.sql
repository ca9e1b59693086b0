INSERT INTO {table} (id, note, v, w, big) VALUES (10000 + {n}, 'new', STRING_TO_VECTOR('[1,2,3]'), STRING_TO_VECTOR('[0,-0.0,1e37,1e-37]'), STRING_TO_VECTOR('[1]'));

INSERT INTO {table} (id, note, v, w, big) VALUES (20000 + {n}, 'new', STRING_TO_VECTOR('[-1.5,0.1,3.4028e37]'), STRING_TO_VECTOR('[1,2]'), NULL);

INSERT INTO {table} (id, note, v, w, big) VALUES (30000 + {n}, 'new', STRING_TO_VECTOR('[7]'), NULL, STRING_TO_VECTOR(CONCAT('[', REPEAT('0.5,', 2000), '1]')));

UPDATE {table} SET note = 'range', v = STRING_TO_VECTOR('[7]'), w = NULL, big = STRING_TO_VECTOR(CONCAT('[', REPEAT('0.5,', 2000), '1]')) WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET v = STRING_TO_VECTOR('[1,2,3]'), w = STRING_TO_VECTOR('[0,-0.0,1e37,1e-37]'), big = STRING_TO_VECTOR('[1]') WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
