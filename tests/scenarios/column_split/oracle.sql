ALTER TABLE {twin} ADD COLUMN first_name VARCHAR(40) NOT NULL AFTER id, ADD COLUMN last_name VARCHAR(40) NOT NULL AFTER first_name;
UPDATE {twin} SET first_name = SUBSTRING_INDEX(full_name, ' ', 1),
  last_name = SUBSTRING(full_name, CHAR_LENGTH(SUBSTRING_INDEX(full_name, ' ', 1)) + 2);
ALTER TABLE {twin} DROP COLUMN full_name;
