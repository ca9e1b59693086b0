UPDATE {table} SET note = 'new', x = '2026-01-31 11:00:00' WHERE id = 1 + {r} % 240;
