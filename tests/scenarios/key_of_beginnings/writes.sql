INSERT INTO {table} (word, note) VALUES (CONCAT('new', {n}), 'new');

UPDATE {table} SET word = CONCAT('moved', {n}, REPEAT('x', 30)) WHERE word = CONCAT('new', {n});

UPDATE {table} SET word = CONCAT('moved', {n}, REPEAT('y', 20)), note = {r} WHERE word LIKE CONCAT('moved', {n}, 'x%');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE word LIKE CONCAT('w', {r} % 240, ' %');

DELETE FROM {table} WHERE word LIKE CONCAT('moved', {n}, '%') AND {n} % 3 = 0;
