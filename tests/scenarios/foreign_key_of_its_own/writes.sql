INSERT INTO parents VALUES (100000 + {n});
INSERT INTO {table} (id, parent, name) VALUES (100000 + {n}, 100000 + {n}, 'new');
INSERT INTO {twin} (id, parent, name) VALUES (100000 + {n}, 100000 + {n}, 'new');

UPDATE {table} SET parent = 3, name = '{r}' WHERE id = 200 + {r} % 100 * 2 + {w};
UPDATE {twin} SET parent = 3, name = '{r}' WHERE id = 200 + {r} % 100 * 2 + {w};

DELETE FROM {table} WHERE id = 100000 + {n};
DELETE FROM {twin} WHERE id = 100000 + {n};
DELETE FROM parents WHERE id = 100000 + {n};
