CREATE TABLE {table} (
  id INT NOT NULL,
  note VARCHAR(40) DEFAULT NULL,
  v VECTOR(3) NOT NULL,
  w VECTOR(4),
  big VECTOR,
  PRIMARY KEY (id)
);
INSERT INTO {table} (id, note, v, w, big) SELECT 3 * n + 1, 'row', STRING_TO_VECTOR('[1,2,3]'), STRING_TO_VECTOR('[0,-0.0,1e37,1e-37]'), STRING_TO_VECTOR('[1]') FROM {numbers} WHERE n < 53;
INSERT INTO {table} (id, note, v, w, big) SELECT 3 * n + 2, 'row', STRING_TO_VECTOR('[-1.5,0.1,3.4028e37]'), STRING_TO_VECTOR('[1,2]'), NULL FROM {numbers} WHERE n < 53;
INSERT INTO {table} (id, note, v, w, big) SELECT 3 * n + 3, 'row', STRING_TO_VECTOR('[7]'), NULL, STRING_TO_VECTOR(CONCAT('[', REPEAT('0.5,', 2000), '1]')) FROM {numbers} WHERE n < 53;
