CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(40) NOT NULL,
  mail VARCHAR(60) NOT NULL,
  fax VARCHAR(20) DEFAULT NULL
);
INSERT INTO {table} SELECT n + 1, CONCAT('  Name ', n, ' '), CONCAT('Mail.', n, '@Example.ORG'), IF(n % 2, n, NULL) FROM {numbers} WHERE n < 600;
