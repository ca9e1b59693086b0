INSERT INTO {table} (id, name) VALUES (1000 + {n}, 'b');
INSERT INTO `{bare_table}_child` VALUES (1000 + {n}, 1000 + {n});

UPDATE {table} SET name = '{r}' WHERE id = {r} % 50 * 2 + {w};
INSERT INTO `{bare_table}_child` VALUES (100000 + {n}, {r} % 50 * 2 + {w});

DELETE FROM `{bare_table}_child` WHERE parent = 1000 + {n};
DELETE FROM {table} WHERE id = 1000 + {n};
