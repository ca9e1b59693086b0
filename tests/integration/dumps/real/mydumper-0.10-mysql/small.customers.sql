/*!40101 SET NAMES binary*/;
/*!40014 SET FOREIGN_KEY_CHECKS=0*/;
/*!40103 SET TIME_ZONE='+00:00' */;
INSERT INTO `customers` (`id`,`name`,`note`,`photo`,`flags`,`born`,`price`) VALUES
(5000,"semi;colon","it\'s -- no comment\n\\! rm -rf /\n# nor this /* nor this */","\0\\\'\"\r\n\Z","","2024-03-31 01:30:00",1.50),
(5001,"DELIMITER $$","line\nsystem ls\nsource /etc/passwd\n\\. x",NULL,NULL,NULL,NULL),
(5002,"Grüße 😀","back\\slash\" `quote`","","\0","2024-10-27 00:30:00",-2.00),
(5003,"name 1","x",NULL,NULL,NULL,NULL),
(5004,"name 2","xx",NULL,NULL,NULL,NULL),
(5005,"name 3","xxx",NULL,NULL,NULL,NULL),
(5006,"name 4","xxxx",NULL,NULL,NULL,NULL),
(5007,"name 5","xxxxx",NULL,NULL,NULL,NULL),
(5008,"name 6","xxxxxx",NULL,NULL,NULL,NULL),
(5009,"name 7","xxxxxxx",NULL,NULL,NULL,NULL),
(5010,"name 8","xxxxxxxx",NULL,NULL,NULL,NULL),
(5011,"name 9","xxxxxxxxx",NULL,NULL,NULL,NULL),
(5012,"name 10","xxxxxxxxxx",NULL,NULL,NULL,NULL),
(5013,"name 11","xxxxxxxxxxx",NULL,NULL,NULL,NULL),
(5014,"name 12","xxxxxxxxxxxx",NULL,NULL,NULL,NULL),
(5015,"name 13","xxxxxxxxxxxxx",NULL,NULL,NULL,NULL),
(5016,"name 14","xxxxxxxxxxxxxx",NULL,NULL,NULL,NULL),
(5017,"name 15","xxxxxxxxxxxxxxx",NULL,NULL,NULL,NULL),
(5018,"name 16","xxxxxxxxxxxxxxxx",NULL,NULL,NULL,NULL),
(5019,"name 17","xxxxxxxxxxxxxxxxx",NULL,NULL,NULL,NULL),
(5020,"name 18","xxxxxxxxxxxxxxxxxx",NULL,NULL,NULL,NULL),
(5021,"name 19","xxxxxxxxxxxxxxxxxxx",NULL,NULL,NULL,NULL),
(5022,"name 20","xxxxxxxxxxxxxxxxxxxx",NULL,NULL,NULL,NULL);
