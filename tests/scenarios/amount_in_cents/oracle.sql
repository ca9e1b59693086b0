ALTER TABLE {twin} ADD COLUMN cents BIGINT NOT NULL AFTER id, ADD INDEX cents (cents);
UPDATE {twin} SET cents = price * 100;
ALTER TABLE {twin} DROP COLUMN price;
