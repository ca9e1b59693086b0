UPDATE {table} SET i = '{r}', b = '{r}', d = '0.125', f = '1.5', g = '0.125', e = '1', s = '7', y = '2012', c = '1' WHERE id = 1 + {r} % 120;
