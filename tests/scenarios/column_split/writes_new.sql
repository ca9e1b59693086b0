INSERT INTO {table} (id, first_name, last_name) VALUES (30000 + {n}, 'Alan', 'M Turing');
INSERT INTO {twin} (id, full_name) VALUES (30000 + {n}, 'Alan M Turing');

UPDATE {table} SET last_name = CONCAT('Nobody ', {r}), id = 40000 + {n} WHERE id = 30000 + {n};
UPDATE {twin} SET full_name = CONCAT('Alan Nobody ', {r}), id = 40000 + {n} WHERE id = 30000 + {n};
