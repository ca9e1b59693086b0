INSERT INTO {table} (id, doc, must) VALUES (10000 + {n}, '{"color": "red", "n": 1e3, "emoji": "😀"}', '[]');

UPDATE {table} SET doc = JSON_SET(doc, '$.z', {r}) WHERE id = 1 + 2 * ({r} % 300) + {w};

UPDATE {table} SET must = '{"b": 1, "a": [2, 2.0, null]}', doc = NULL WHERE id = 10000 + {n};

UPDATE {table} SET doc = 'null' WHERE id = 1 + 2 * ({r} % 300) + {w};

DELETE FROM {table} WHERE id = 10000 + {n};
