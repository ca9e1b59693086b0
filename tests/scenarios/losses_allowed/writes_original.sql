UPDATE {table} SET name = CONCAT('a much longer name ', {r}), quantity = 100000 - {r}, price = {r} / 7, tags = 'b,c'
  WHERE id = 1 + 2 * ({r} % 300) + {w};

UPDATE {table} SET quantity = NULL, raw = 'more than eight' WHERE id BETWEEN 100 AND 120 AND id % 2 = {w};
