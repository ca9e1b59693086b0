INSERT INTO {table} (word, note) VALUES (CONCAT('new', {n}), 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE word LIKE CONCAT('w', 1 + {w}, '%');

UPDATE {table} SET word = CONCAT('NEW', {n}, 'x') WHERE word = CONCAT('new', {n});

DELETE FROM {table} WHERE word = CONCAT('NEW', {n}, 'x');
