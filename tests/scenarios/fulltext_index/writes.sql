INSERT INTO {table} (id, title, body) VALUES (10000 + {n}, 'late breaking', 'news of the day');

UPDATE {table} SET body = CONCAT('changed word', {r}) WHERE id = 1 + 2 * ({r} % 200) + {w};

UPDATE {table} SET title = 'moved' WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 10000 + {n};
