UPDATE {table} SET i = {r}, b = {r}, d = {r} / 4, f = {r} % 1000 / 16, g = {r} / 3, e = 1 + {r} % 3, s = 1 + {r} % 2, y = 2000 + {r} % 90, c = {r} % 2 WHERE id = 1 + {r} % 120;
