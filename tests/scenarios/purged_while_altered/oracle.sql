ALTER TABLE {twin} MODIFY note VARCHAR(80) NOT NULL, ADD INDEX seen (seen);
SET SESSION time_zone = '+00:00';
DELETE FROM {twin} WHERE (deleted_at IS NULL OR deleted_at > '2026-03-01 00:00:00') IS NOT TRUE;
