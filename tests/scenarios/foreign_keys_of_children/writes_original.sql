INSERT INTO {table} (id, code) VALUES (10000 + {n}, 10000 + {n});
INSERT INTO `{bare_table}_one` VALUES (10000 + {n}, 10000 + {n}, 10000 + {n});
DELETE FROM {table} WHERE id = 10000 + {n};
