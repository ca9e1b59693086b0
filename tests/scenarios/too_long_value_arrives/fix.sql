UPDATE {table} SET label = 'ten at mos' WHERE id = 900001;
