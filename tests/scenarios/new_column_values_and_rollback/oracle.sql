ALTER TABLE {twin}
  ADD COLUMN shelf INT NOT NULL FIRST,
  ADD COLUMN note VARCHAR(20) DEFAULT 'none' AFTER name,
  ADD COLUMN label VARCHAR(10) NOT NULL,
  ADD COLUMN made_at DATETIME NOT NULL DEFAULT '2020-02-02 02:02:02';
-- what was written to the new columns between the first swap and the rollback is there after the second one too
UPDATE {twin} SET shelf = 3, note = 'noted', label = 'L' WHERE id >= 120000;
