INSERT INTO {table} VALUES (UNHEX(LEFT(SHA2(CONCAT('new', {n}), 256), 32)), x'00ff00');

UPDATE {table} SET data = x'205c2700' WHERE id = UNHEX(LEFT(SHA2(2 * ({r} % 400) + {w}, 256), 32));

INSERT INTO {table} VALUES (CONCAT('short', {n}), '');
UPDATE {table} SET id = UNHEX(LEFT(SHA2(CONCAT('moved', {n}), 256), 32)) WHERE id = CAST(CONCAT('short', {n}) AS BINARY(16));

DELETE FROM {table} WHERE id = UNHEX(LEFT(SHA2(CONCAT('new', {n}), 256), 32));
