INSERT INTO {table} (id, note, seen) VALUES (10000 + {n}, 'now', NOW());

UPDATE {table} SET note = CONCAT('n ', {r}) WHERE id = 1 + 2 * ({r} % 400) + {w};

-- changes nothing, so that the row's own clock stays
UPDATE {table} SET note = note WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

INSERT INTO {table} (id, note) VALUES (1 + 2 * ({r} % 400) + {w}, 'x') ON DUPLICATE KEY UPDATE note = note, seen = NOW();

UPDATE {table} SET seen = '2026-10-25 02:30:00', made = '2026-03-29 03:30:00' WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

UPDATE {table} SET id = 20000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 20000 + {n} AND changed IS NOT NULL;
