INSERT INTO {table} (region, day, kind, raw, number, note) VALUES ('zz', '2026-02-02', 'y', x'ff00', {n}, 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE region = 'de' AND day = '2026-01-01' AND kind = 'x' AND raw = '' AND number = 18446744073709550000 + 60 * {w};

UPDATE {table} SET raw = x'ff', region = 'aa' WHERE region = 'zz' AND day = '2026-02-02' AND kind = 'y' AND raw = x'ff00' AND number = {n};

DELETE FROM {table} WHERE region = 'aa' AND day = '2026-02-02' AND kind = 'y' AND raw = x'ff' AND number = {n};
