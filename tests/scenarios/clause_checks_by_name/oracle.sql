-- The new table's CHECKs get names made from its own.
ALTER TABLE {twin} DROP CHECK twin_state, DROP CHECK twin_low, DROP CHECK twin_high, DROP CHECK twin_chk_1, DROP CHECK twin_chk_2,
  ADD COLUMN b INT DEFAULT 2, ADD CONSTRAINT twin_chk_2 CHECK (id <> -1), ADD CONSTRAINT twin_chk_3 CHECK (a < 900) NOT ENFORCED,
  ADD CONSTRAINT twin_chk_4 CHECK (a >= 0), ADD CONSTRAINT twin_chk_5 CHECK (state IN ('open', 'done', 'late')),
  ADD CONSTRAINT twin_low_b CHECK (b > 0);
