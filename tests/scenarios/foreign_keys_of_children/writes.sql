DELETE FROM {table} WHERE id = {n} + 1;

INSERT INTO `{bare_table}_one` VALUES (1000 + {n}, 1001 + {r} % 100, 1101 + {r} % 99);
INSERT INTO `{bare_table}_two` VALUES (1000 + {n}, 1001 + {r} % 199);
