INSERT INTO {table} (id, note) VALUES (CONCAT('ffffffff-0000-1000-8000-', LPAD({n}, 12, '0')), 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE id LIKE CONCAT('0000', {w}, '%');

UPDATE {table} SET id = CONCAT('00000000-ffff-4fff-8fff-', LPAD({n}, 12, '0')) WHERE id = CONCAT('ffffffff-0000-1000-8000-', LPAD({n}, 12, '0'));

DELETE FROM {table} WHERE id = CONCAT('00000000-ffff-4fff-8fff-', LPAD({n}, 12, '0'));
