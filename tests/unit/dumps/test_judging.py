"""What is run, left out and refused of a dump."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.dumps.faults import DumpFault
from onlinealter.dumps.judging import Deed, Judged, judge, without_definer
from onlinealter.dumps.scanner import Statement


def _judged(text: str) -> Judged:
    return judge(Path("d.sql"), Statement(7, text.encode()))


_VIEW = """/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`a`@`b` SQL SECURITY DEFINER */
/*!50001 VIEW `v` AS select 1 */"""


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        ("INSERT INTO `t` VALUES (1)", Judged(Deed.ROWS)),
        ("insert  ignore into t values (1)", Judged(Deed.ROWS)),
        ("REPLACE INTO t VALUES (1)", Judged(Deed.ROWS)),
        ("CREATE TABLE `a``b` (`id` int)", Judged(Deed.TABLE, "", "a`b")),
        ("CREATE TABLE IF NOT EXISTS s.t (`tablespace` int COMMENT 'DATA DIRECTORY')", Judged(Deed.TABLE, "s", "t")),
        ("CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop` /*!40100 COLLATE x */", Judged(Deed.DATABASE, "shop")),
        ("/*!40000 DROP DATABASE IF EXISTS `shop`*/", Judged(Deed.DATABASE, "shop")),
        ("USE `shop`", Judged(Deed.USE, "shop")),
        (_VIEW, Judged(Deed.VIEW, "", "v")),
        ("/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER `g` AFTER */", Judged(Deed.TRIGGER, "", "g")),
        ("CREATE DEFINER=a@'%' PROCEDURE `p`()\nBEGIN SELECT 1; END", Judged(Deed.ROUTINE, "", "p")),
        ("DROP TABLE IF EXISTS `t`", Judged(Deed.OTHER)),
        ("LOCK TABLES `t` WRITE", Judged(Deed.OTHER)),
        ("/*!40000 ALTER TABLE `t` DISABLE KEYS */", Judged(Deed.OTHER)),
        ("/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO,ANSI' */", Judged(Deed.OTHER)),
        ("DO SETVAL(`s`, 1001, 0)", Judged(Deed.OTHER)),
        ("/*!50106 CREATE*/ /*!50117 DEFINER=`a`@`b`*/ /*!50106 EVENT `e` */", Judged(Deed.OTHER, left_out="events")),
        ("CREATE USER `a`@`b`", Judged(Deed.OTHER, left_out="accounts")),
        ("GRANT ALL ON *.* TO a@b", Judged(Deed.OTHER, left_out="accounts")),
        ("SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '010c-1:1-12'", Judged(Deed.OTHER, left_out="replication")),
        ("SET @@SESSION.SQL_LOG_BIN= 0", Judged(Deed.OTHER, left_out="replication")),
        ("CHANGE MASTER TO MASTER_LOG_FILE='x'", Judged(Deed.OTHER, left_out="replication")),
    ],
)  # fmt: skip
def test_what_dump_programs_write(text: str, judged: Judged) -> None:
    """Run, or left out."""
    assert _judged(text) == judged


@pytest.mark.parametrize(
    "text",
    [
        "LOAD DATA INFILE '/etc/passwd' INTO TABLE t",
        "SELECT 1 INTO OUTFILE '/tmp/x'",
        "/*!50000 SELECT 1 INTO OUTFILE '/tmp/x' */",
        "INSTALL PLUGIN x SONAME 'x.so'",
        "CREATE FUNCTION f RETURNS INTEGER SONAME 'x.so'",
        "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'x')",
        "CREATE TABLE t (a int) ENGINE=FEDERATED CONNECTION='mysql://x/y'",
        "CREATE TABLE t (a int) DATA DIRECTORY='/tmp'",
        "CREATE TABLE t (a int) /*!50100 PARTITION BY KEY (a) (PARTITION p DATA DIRECTORY = '/tmp') */",
        "CREATE TABLE t (a int) /*!50606 TABLESPACE `outside` */",
        "CREATE TABLESPACE t ADD DATAFILE '/tmp/x.ibd'",
        "ALTER TABLE t IMPORT TABLESPACE",
        "ALTER TABLE t ADD a int, DATA DIRECTORY = '/tmp'",
        "SET GLOBAL general_log = 1",
        "SET @@global.general_log = 1",
        "SET PERSIST max_connections = 1",
        "SET @a = (SELECT LOAD_FILE('/etc/passwd'))",
        "SET @a = SLEEP(1)",
        "SET sql_mode = CONCAT('a')",
        "SET NAMES gbk",
        "SET character_set_client = sjis",
        "SET PASSWORD = 'x'",
        "UPDATE t SET a = 1",
        "DELETE FROM t",
        "CALL p()",
        "DO SLEEP(1)",
        "KILL 1",
        "SHUTDOWN",
        "DROP TABLE t",
        "HANDLER t OPEN",
        "PREPARE s FROM 'DROP TABLE t'",
    ],
)
def test_what_they_do_not_write(text: str) -> None:
    """Refused with file and line."""
    with pytest.raises(DumpFault, match=r"^d\.sql, line 7: "):
        _judged(text)


@pytest.mark.parametrize(
    "text", ["source /etc/passwd", "SYSTEM rm -rf /\nINSERT INTO t VALUES (1)", "tee /tmp/x", "pager sh"]
)
def test_a_command_of_the_client_is_called_so(text: str) -> None:
    """It would be run on this machine."""
    with pytest.raises(DumpFault, match="is a command of the mysql client"):
        _judged(text)


def test_a_definer_is_left_out_and_nothing_else() -> None:
    """Its account may be missing; words like it in what is made stay."""
    assert without_definer(b"CREATE DEFINER=`a`@`b` PROCEDURE p() SELECT 'DEFINER=`c`@`d`'") == (
        b"CREATE  PROCEDURE p() SELECT 'DEFINER=`c`@`d`'"
    )
    assert without_definer(b"/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`%`*/ /*!50003 TRIGGER g */") == (
        b"/*!50003 CREATE*/ /*!50017 */ /*!50003 TRIGGER g */"
    )
    plain = b"CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.definer='a'@'b'"
    assert without_definer(plain) == plain
