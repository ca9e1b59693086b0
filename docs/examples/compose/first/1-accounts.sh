# Run by the image, once, on an empty volume: the accounts of the job and of the application.
MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql --user=root <<SQL
CREATE USER 'alter'@'%' IDENTIFIED BY '$(cat /run/secrets/alter-password)';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, TRIGGER, LOCK TABLES, CREATE TEMPORARY TABLES
  ON shop.* TO 'alter'@'%';
GRANT PROCESS ON *.* TO 'alter'@'%';
CREATE USER 'application'@'%' IDENTIFIED BY '$(cat /run/secrets/application-password)';
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.* TO 'application'@'%';
SQL
