INSERT INTO {table} (id, word, body) VALUES (10000 + {n}, 'STRASSE', NULL);

UPDATE {table} SET word = UPPER(word) WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET word = LOWER(word), kind = 'Noun' WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

UPDATE {table} SET word = 'Straße ' WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 10000 + {n};
