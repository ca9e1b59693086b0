INSERT INTO {table} (id, note, x) VALUES (10000 + {n}, 'new', SEC_TO_TIME({r} * 8));
