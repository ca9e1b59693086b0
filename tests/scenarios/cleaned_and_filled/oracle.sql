ALTER TABLE {twin} ADD COLUMN mail_key VARCHAR(60) NOT NULL AFTER mail;
UPDATE {twin} SET name = TRIM(name), mail_key = LOWER(mail), fax = COALESCE(fax, 'none');
ALTER TABLE {twin} MODIFY fax VARCHAR(20) NOT NULL;
