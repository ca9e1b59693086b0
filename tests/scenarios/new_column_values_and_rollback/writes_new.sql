INSERT INTO {table} (id, shelf, name, note, price, label) VALUES (120000 + {n}, 3, 'with shelf', 'noted', 9, 'L');
INSERT INTO {twin} (id, name, price) VALUES (120000 + {n}, 'with shelf', 9);
