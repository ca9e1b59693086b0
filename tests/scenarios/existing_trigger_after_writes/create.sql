CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, name VARCHAR(30) NOT NULL);
-- a line for each row that comes or goes: no more, no fewer
CREATE TABLE `{bare_table}_audit` (what VARCHAR(10) NOT NULL, row_id INT NOT NULL, KEY (row_id));
INSERT INTO {table} (id, name) SELECT n + 1, CONCAT('name ', n) FROM {numbers} WHERE n < 300;
CREATE TRIGGER `{bare_table}_ai` AFTER INSERT ON {table} FOR EACH ROW INSERT INTO `{bare_table}_audit` VALUES ('insert', NEW.id);
CREATE TRIGGER `{bare_table}_ad` AFTER DELETE ON {table} FOR EACH ROW INSERT INTO `{bare_table}_audit` VALUES ('delete', OLD.id);
