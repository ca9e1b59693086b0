INSERT INTO {table} (code, note) VALUES (UNHEX(LPAD(HEX(65536 + {n}), 8, '0')), 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE code BETWEEN UNHEX(LPAD(HEX(25600 * {w}), 8, '0')) AND UNHEX(LPAD(HEX(25600 * {w} + 2560), 8, '0'));

DELETE FROM {table} WHERE code = UNHEX(LPAD(HEX(65536 + {n}), 8, '0'));
