CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  body MEDIUMBLOB,
  preview BLOB,
  words LONGTEXT
);
INSERT INTO {table} SELECT n + 1, REPEAT(UNHEX(SHA2(n, 256)), n * 4), IF(n % 3, REPEAT(x'00', n), ''), IF(n % 4, REPEAT('wörter ', n), NULL) FROM {numbers} WHERE n < 200;
