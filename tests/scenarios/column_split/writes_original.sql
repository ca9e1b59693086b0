INSERT INTO {table} (id, full_name) VALUES (10000 + {n}, 'Ada Lovelace');

UPDATE {table} SET full_name = CONCAT('Grace ', {r}) WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET id = 20000 + {n} WHERE id = 10000 + {n};
