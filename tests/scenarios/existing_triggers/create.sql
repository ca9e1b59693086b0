CREATE TABLE {table} (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(30) NOT NULL, fired INT NOT NULL DEFAULT 0, trace VARCHAR(40) NOT NULL DEFAULT '', KEY name (name));
-- a line for each row that is changed: no more, no fewer
CREATE TABLE `{bare_table}_audit` (what VARCHAR(10) NOT NULL, row_id INT NOT NULL, name VARCHAR(30), fired INT, trace VARCHAR(40));
INSERT INTO {table} (id, name) SELECT n + 1, CONCAT('name ', n) FROM {numbers} WHERE n < 600;
CREATE TRIGGER `{bare_table}_counts` BEFORE UPDATE ON {table} FOR EACH ROW SET NEW.fired = OLD.fired + 1, NEW.trace = RIGHT(CONCAT(OLD.trace, 'u'), 40);
SET SESSION sql_mode = 'ANSI_QUOTES';
-- fires before the one above; a label, a string in backquotes' stead, and a comment at the end
CREATE TRIGGER `{bare_table}_first` BEFORE UPDATE ON {table} FOR EACH ROW PRECEDES `{bare_table}_counts` work: BEGIN IF NEW."name" = 'left alone' THEN LEAVE work; END IF; SET NEW.fired = -1; SET NEW.name = REPLACE(NEW.name, 'ä', 'ö'); END work /* the end */;
SET SESSION sql_mode = DEFAULT;
CREATE TRIGGER `{bare_table}_au` AFTER UPDATE ON {table} FOR EACH ROW BEGIN INSERT INTO `{bare_table}_audit` VALUES ('update', NEW.id, NEW.name, NEW.fired, NEW.trace); END;
