UPDATE {table} SET hits = hits + 1 WHERE id = 1;

INSERT INTO {table} (id, hits) VALUES (1, 1) ON DUPLICATE KEY UPDATE hits = hits + 10;

UPDATE {table} SET hits = -1 WHERE id = 1;
ROLLBACK;
