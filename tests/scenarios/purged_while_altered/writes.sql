INSERT INTO {table} (id, note) VALUES (10000 + {n}, 'new');

UPDATE {table} SET note = {r}, seen = '2026-01-31 11:00:00' WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20 AND deleted_at IS NULL;

DELETE FROM {table} WHERE id = 1 + 2 * ({r} % 400) + {w} AND deleted_at IS NULL;
