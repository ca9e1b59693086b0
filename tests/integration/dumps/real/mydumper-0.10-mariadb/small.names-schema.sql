/*!40101 SET NAMES binary*/;
CREATE TABLE `names`(
`id` int,
`name` int
)ENGINE=MyISAM;
