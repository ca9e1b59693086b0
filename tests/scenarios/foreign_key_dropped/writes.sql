INSERT INTO {table} (id, owner, place) VALUES (10000 + {n}, 2000, 2001);
INSERT INTO {twin} (id, owner, place) VALUES (10000 + {n}, 2000, 2001);
