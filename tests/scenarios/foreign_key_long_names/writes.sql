DELETE FROM parents WHERE id = {n} /* {twin} */;

INSERT INTO {table} (id) VALUES (10000 + {n});
INSERT INTO {twin} (id) VALUES (10000 + {n});
