INSERT INTO {table} (code, name) VALUES (CONCAT('new', {n}, 'ß'), 'new');

-- only the case of the key changes
UPDATE {table} SET code = UPPER(code) WHERE code = CONCAT('new', {n}, 'ß');

UPDATE {table} SET code = LOWER(code) WHERE code LIKE CONCAT('K', {r} % 80 + 10 * {w}, '%') AND {w} = 0;

UPDATE {table} SET name = CONCAT('n ', {r}) WHERE code >= CONCAT('k', 2 + 4 * {w}) AND code < CONCAT('k', 2 + 4 * {w}, '4');

INSERT INTO {table} (code, name) VALUES (CONCAT('NEW', {n}, 'ß'), 'never') ON DUPLICATE KEY UPDATE name = 'was there';

REPLACE INTO {table} (code, name) VALUES (CONCAT('NeW', {n}, 'ß'), 'replaced');

INSERT INTO {table} (code, name) VALUES (CONCAT('gone', {n}, ' '), 'going');
DELETE FROM {table} WHERE code = CONCAT('GONE', {n});
