-- online
-- migrate:up
ALTER TABLE customer
  MODIFY name VARCHAR(200) NOT NULL,
  ADD COLUMN note VARCHAR(50) NOT NULL DEFAULT '';

-- migrate:down
ALTER TABLE customer MODIFY name VARCHAR(20) NOT NULL, DROP COLUMN note;
