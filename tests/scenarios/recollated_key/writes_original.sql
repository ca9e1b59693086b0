UPDATE {table} SET slug = UPPER(slug) WHERE slug = CONCAT('renewed', {n} - 2);
