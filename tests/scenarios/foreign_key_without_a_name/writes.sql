DELETE FROM parents WHERE id = {n} /* {twin} */;

INSERT INTO {table} (id, one, above) VALUES (10000 + {n}, 999, NULL), (20000 + {n}, 999, 10000 + {n});
INSERT INTO {twin} (id, one, above) VALUES (10000 + {n}, 999, NULL), (20000 + {n}, 999, 10000 + {n});
