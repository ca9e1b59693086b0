-- migrate:up
CREATE TABLE orders (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  customer INT NOT NULL
);

-- migrate:down
DROP TABLE orders;
