INSERT INTO {table} (code, note) VALUES (CONCAT('new', {n}, x'00'), 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE code LIKE CONCAT(1 + {w}, '%') AND code NOT LIKE 'new%';

UPDATE {table} SET code = CONCAT('new', {n}, x'0000') WHERE code = CONCAT('new', {n}, x'00');

DELETE FROM {table} WHERE code = CONCAT('new', {n}, x'0000');
