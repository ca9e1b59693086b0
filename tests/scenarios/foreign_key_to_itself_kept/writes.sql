INSERT INTO {table} (id, above, beside) VALUES (10000 + {n}, 990 + {w}, 998);
INSERT INTO {table} (id, above, beside) VALUES (100000 + {n}, 10000 + {n}, 10000 + {n});

UPDATE {table} SET above = 5, beside = {r} WHERE id = 3000 + {r} % 200 * 2 + {w};

DELETE FROM {table} WHERE id = 100000 + {n};
DELETE FROM {table} WHERE id = 10000 + {n};
