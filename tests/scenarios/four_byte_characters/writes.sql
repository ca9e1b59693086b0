INSERT INTO {table} (id, title, body, wide) VALUES (10000 + {n}, 'ẞ', '👩‍👩‍👧‍👦', '🏴');

UPDATE {table} SET body = CONCAT('🎉 ', {r}) WHERE id = 1 + 2 * ({r} % 300) + {w};

UPDATE {table} SET wide = '\\ '' "', title = 'ü' WHERE id BETWEEN 300 * {w} + {r} % 280 AND 300 * {w} + {r} % 280 + 15;

DELETE FROM {table} WHERE id = 10000 + {n};
