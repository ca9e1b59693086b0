UPDATE {table} SET label = 'longer than ten characters' WHERE id = 900001;
