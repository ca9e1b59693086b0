CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  v VECTOR(3) NOT NULL,
  w VECTOR(4),
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, v, w) SELECT 2 * n + 1, 'row', VEC_FromText('[1,2,3]'), VEC_FromText('[0,-0.0,1e37,1e-37]') FROM {numbers} WHERE n < 80;
INSERT INTO {table} (id, note, v, w) SELECT 2 * n + 2, 'row', VEC_FromText('[-1.5,0.1,3.4028e37]'), NULL FROM {numbers} WHERE n < 80;
