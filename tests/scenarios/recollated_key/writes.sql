INSERT INTO {table} VALUES (CONCAT('new', {n}), 1);

UPDATE {table} SET hits = hits + 1 WHERE slug = CONCAT(IF((1 + {r} % 500) % 2, 'Slug', 'sLUG'), 1 + {r} % 500, IF((1 + {r} % 500) % 3, 'a', 'Ö')) AND {w} = 0;

UPDATE {table} SET slug = CONCAT('renewed', {n}) WHERE slug = CONCAT('new', {n});

INSERT INTO {table} VALUES (CONCAT('gone', {n}), 1);
DELETE FROM {table} WHERE slug = CONCAT('gone', {n});
