-- A table as it may have been there for years.
CREATE TABLE customer (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20) NOT NULL);
SET SESSION cte_max_recursion_depth = 20000;
INSERT INTO customer WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)
  SELECT n, CONCAT('customer ', n) FROM n;
