-- The twin is named so that it is done once.
DELETE FROM places WHERE number = {n} * 2 AND region = {n} * 2 % 10 /* {twin} */;

UPDATE places SET region = region + 10 WHERE number = {n} * 2 + 1 AND region = ({n} * 2 + 1) % 10 /* {twin} */;

INSERT INTO {table} (id, number) VALUES (10000 + {n}, 1);
INSERT INTO {twin} (id, number) VALUES (10000 + {n}, 1);
