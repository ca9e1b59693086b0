UPDATE {table} SET fax = CONCAT('fax ', {r}) WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET id = 40000 + {n} WHERE id = 10000 + {n};
