CREATE TABLE {table} (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  qty INT NOT NULL,
  price DECIMAL(8,2) DEFAULT NULL,
  total DECIMAL(14,2) GENERATED ALWAYS AS (qty * price) STORED,
  twice INT GENERATED ALWAYS AS (qty * 2) VIRTUAL,
  KEY total (total)
);
INSERT INTO {table} (id, qty, price) SELECT n + 1, n % 50, n / 4 FROM {numbers} WHERE n < 800;
