-- migrate:up
CREATE TABLE customer (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(20) NOT NULL
);
INSERT INTO customer (name) VALUES ('Ada'), ('Grace'), ('Edith');

-- migrate:down
DROP TABLE customer;
