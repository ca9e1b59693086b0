UPDATE {table} SET email = 'second again' WHERE id = 900002;
