CREATE TABLE {table} (
  slug VARCHAR(30) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
  hits INT NOT NULL DEFAULT 0,
  PRIMARY KEY (slug)
);
INSERT INTO {table} SELECT CONCAT(IF(n % 2, 'Slug', 'sLUG'), n, IF(n % 3, 'a', 'Ö')), n FROM {numbers} WHERE n < 600;
