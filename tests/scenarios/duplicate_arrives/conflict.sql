UPDATE {table} SET email = 'first' WHERE id = 900002;
