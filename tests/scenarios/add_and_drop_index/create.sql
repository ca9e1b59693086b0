CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  visitor INT NOT NULL,
  page VARCHAR(60) NOT NULL,
  day DATE DEFAULT NULL,
  KEY by_page (page),
  KEY by_day (day)
);
INSERT INTO {table} SELECT n + 1, n % 37, CONCAT('/page/', n % 91), DATE_ADD('2026-01-01', INTERVAL n % 300 DAY) FROM {numbers} WHERE n < 800;
