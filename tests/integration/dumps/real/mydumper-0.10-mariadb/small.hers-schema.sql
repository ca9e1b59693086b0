/*!40101 SET NAMES binary*/;
CREATE TABLE `hers`(
`id` int
)ENGINE=MyISAM;
