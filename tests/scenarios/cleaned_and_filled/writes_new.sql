INSERT INTO {table} (id, name, mail, mail_key, fax) VALUES (30000 + {n}, 'Ada', 'Ada@Example.org', 'ada@example.org', 'none');
INSERT INTO {twin} (id, name, mail, fax) VALUES (30000 + {n}, 'Ada', 'Ada@Example.org', NULL);
