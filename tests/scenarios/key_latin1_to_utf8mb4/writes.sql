INSERT INTO {table} (word, note) VALUES (CONCAT('é', {n}), 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE word LIKE CONCAT('Z', 1 + {w}, '%');

UPDATE {table} SET word = CONCAT('É', {n}, 'x') WHERE word = CONCAT('é', {n});

DELETE FROM {table} WHERE word = CONCAT('É', {n}, 'x');
