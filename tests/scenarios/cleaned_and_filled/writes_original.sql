INSERT INTO {table} (id, name, mail) VALUES (10000 + {n}, ' Blank ', 'New@Example.org');

UPDATE {table} SET mail = CONCAT('Other.', {r}, '@Example.org'), fax = NULL WHERE id = 1 + 2 * ({r} % 300) + {w};
