CREATE TABLE {table} (
  code VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
  name VARCHAR(40) NOT NULL,
  PRIMARY KEY (code)
);
INSERT INTO {table} SELECT CONCAT(IF(n % 2, 'K', 'k'), n, CASE n % 4 WHEN 0 THEN 'ä' WHEN 1 THEN 'Z' WHEN 2 THEN CHAR(39) ELSE '_%' END), CONCAT('name ', n)
  FROM {numbers} WHERE n < 800;
