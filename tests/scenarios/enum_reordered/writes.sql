INSERT INTO {table} (id, state) VALUES (10000 + {n}, 'paid'), (20000 + {n}, 'it''s odd');

UPDATE {table} SET state = 'sent' WHERE id = 1 + 2 * ({r} % 400) + {w};

UPDATE {table} SET state = IF(state = 'new', 'paid', 'new') WHERE id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

UPDATE {table} SET total = {r} WHERE state = 'paid' AND id BETWEEN 400 * {w} + {r} % 380 AND 400 * {w} + {r} % 380 + 20;

DELETE FROM {table} WHERE id = 20000 + {n};
