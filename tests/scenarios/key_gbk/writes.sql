INSERT INTO {table} (word, note) VALUES (CONCAT('新', {n}, '誠'), 'new');

UPDATE {table} SET note = CONCAT('n', {r}) WHERE word LIKE CONCAT('誠', 1 + {w}, '%');

UPDATE {table} SET word = CONCAT('新', {n}, '乗') WHERE word = CONCAT('新', {n}, '誠');

DELETE FROM {table} WHERE word = CONCAT('新', {n}, '乗');
