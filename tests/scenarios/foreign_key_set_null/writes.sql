DELETE FROM parents WHERE id = {n};

INSERT INTO {table} (id, parent) VALUES (10000 + {n}, 1000 + {r} % 1000);
INSERT INTO {twin} (id, parent) VALUES (10000 + {n}, 1000 + {r} % 1000);

UPDATE {table} SET parent = 1000 + {r} % 500 * 2 + {w} WHERE id = 10000 + {n};
UPDATE {twin} SET parent = 1000 + {r} % 500 * 2 + {w} WHERE id = 10000 + {n};

INSERT INTO parents VALUES (50000 + {n}, 1);
INSERT INTO {table} (id, parent) VALUES (50000 + {n}, 50000 + {n}), (500000 + {n}, 50000 + {n});
INSERT INTO {twin} (id, parent) VALUES (50000 + {n}, 50000 + {n}), (500000 + {n}, 50000 + {n});
DELETE FROM parents WHERE id = 50000 + {n};
