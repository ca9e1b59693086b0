UPDATE {table} SET owner = 0 WHERE id = 900001;
DELETE FROM {table} WHERE id = 900003;
