/*!40101 SET NAMES binary*/;
/*!40014 SET FOREIGN_KEY_CHECKS=0*/;

/*!40103 SET TIME_ZONE='+00:00' */;
CREATE TABLE `customers` (
  `id` int NOT NULL AUTO_INCREMENT,
  `name` varchar(40) NOT NULL,
  `note` text,
  `photo` blob,
  `flags` bit(3) DEFAULT NULL,
  `born` timestamp NULL DEFAULT NULL,
  `price` decimal(8,2) DEFAULT NULL,
  `twice` decimal(9,2) GENERATED ALWAYS AS ((`price` * 2)) STORED,
  PRIMARY KEY (`id`),
  KEY `name` (`name`)
) ENGINE=InnoDB AUTO_INCREMENT=5034 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
