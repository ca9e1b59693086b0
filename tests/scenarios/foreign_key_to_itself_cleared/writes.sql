DELETE FROM {table} WHERE id = {n};

INSERT INTO {table} (id, above, beside) VALUES (10000 + {n}, 990 + {w}, 998);
INSERT INTO {table} (id, above, beside) VALUES (100000 + {n}, 10000 + {n}, 10000 + {n});

DELETE FROM {table} WHERE id = 10000 + {n};
