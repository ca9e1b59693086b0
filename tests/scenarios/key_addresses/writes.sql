INSERT INTO {table} (six, four, note) VALUES (CONCAT('fe80::', HEX({n})), '10.0.0.1', 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE six BETWEEN CONCAT('2001:db8::', HEX(20 * {w})) AND CONCAT('2001:db8::', HEX(20 * {w} + 10));

UPDATE {table} SET four = '10.0.0.2' WHERE six = CONCAT('fe80::', HEX({n}));

DELETE FROM {table} WHERE six = CONCAT('fe80::', HEX({n}));
