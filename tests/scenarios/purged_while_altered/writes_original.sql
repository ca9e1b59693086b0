-- One leaves.
UPDATE {table} SET deleted_at = '2026-02-02 00:00:00', seen = '2026-01-31 12:00:00' WHERE id = 1 + 2 * ({r} % 400) + {w};

-- One comes in.
UPDATE {table} SET deleted_at = NULL, seen = '2026-01-31 12:00:00' WHERE id = 1 + 2 * ({r} % 400) + {w};

-- One takes another key, and comes in or stays out.
UPDATE {table} SET id = 20000 + {n}, seen = '2026-01-31 12:00:00' WHERE id = 1 + 2 * ({r} % 400) + {w};

-- One that was left out goes; one arrives that is left out.
DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 400) + {w} AND deleted_at IS NOT NULL;
INSERT INTO {table} (id, note, deleted_at) VALUES (30000 + {n}, 'gone', '2026-02-03 00:00:00');

UPDATE {table} SET deleted_at = '2026-02-04 00:00:00', seen = '2026-01-31 12:00:00' WHERE id = 1 + 2 * ({r} % 400) + {w};
ROLLBACK;
