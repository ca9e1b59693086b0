INSERT INTO {table} (id, a) VALUES (1 + {n}, 1);
DELETE FROM {table} WHERE id = 1 + {n};

INSERT INTO {table} (id, a) VALUES (1000 + {n}, 1);
ROLLBACK;
