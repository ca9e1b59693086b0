INSERT INTO {table} (id, created, note) VALUES (10000 + {n}, '2026-01-04 23:59:59', 'new');

UPDATE {table} SET created = created + INTERVAL 1 SECOND, note = CONCAT('n', {r}) WHERE id = 10000 + {n};

UPDATE {table} SET created = created + INTERVAL {r} % 99 - 49 HOUR WHERE id BETWEEN 120 * {w} + {r} % 100 AND 120 * {w} + {r} % 100 + 15;

UPDATE {table} SET note = CONCAT({r}, 'N') WHERE id = 1 + 2 * ({r} % 120) + {w};

UPDATE {table} SET id = 20000 + {n} WHERE id = 10000 + {n};

DELETE FROM {table} WHERE id = 20000 + {n} AND {n} % 3 = 0;
