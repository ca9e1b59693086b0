INSERT INTO {table} (kind, id, note) VALUES ('é', 10000 + {n}, 'new');

UPDATE {table} FORCE INDEX (PRIMARY) SET note = CONCAT('n', {r}) WHERE id % 2 = {w} AND id < 10000 AND kind = 'a\\b';

UPDATE {table} FORCE INDEX (PRIMARY) SET kind = 'z' WHERE kind = 'é' AND id = 10000 + {n};

DELETE FROM {table} WHERE kind = 'z' AND id = 10000 + {n};
