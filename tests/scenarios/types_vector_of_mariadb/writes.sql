INSERT INTO {table} (id, note, v, w) VALUES (10000 + {n}, 'new', VEC_FromText('[1,2,3]'), VEC_FromText('[0,-0.0,1e37,1e-37]'));

INSERT INTO {table} (id, note, v, w) VALUES (20000 + {n}, 'new', VEC_FromText('[-1.5,0.1,3.4028e37]'), NULL);

UPDATE {table} SET note = 'range', v = VEC_FromText('[-1.5,0.1,3.4028e37]'), w = NULL WHERE id BETWEEN 80 * {w} + {r} % 60 AND 80 * {w} + {r} % 60 + 15;

UPDATE {table} SET v = VEC_FromText('[1,2,3]'), w = VEC_FromText('[0,-0.0,1e37,1e-37]') WHERE id = 10000 + {n};

UPDATE {table} SET id = 300000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 80) + {w};
