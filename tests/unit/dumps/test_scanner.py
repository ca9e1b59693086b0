"""A dump is split where the server would see a statement's end, wherever the bytes are cut in two."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.dumps.faults import DumpFault
from onlinealter.dumps.scanner import Scanner, Statement


class _Bytes:
    """Gives a text in pieces of so many bytes."""

    def __init__(self, text: bytes, piece: int) -> None:
        self._text = text
        self._piece = piece

    def read(self, _size: int) -> bytes:
        read, self._text = self._text[: self._piece], self._text[self._piece :]
        return read


def _split(text: bytes, piece: int = 1 << 20) -> list[Statement]:
    return list(Scanner(Path("d.sql"), _Bytes(text, piece)).statements())


_DUMP = rb"""/*M!999999\- enable the sandbox mode */
-- MariaDB dump; with a semicolon
# and ; one more
/*!40101 SET NAMES utf8mb4 */;
/* a comment; with 'a quote */
INSERT INTO t VALUES ('a;b','it''s','\\','\'; DROP',"x\";y",`c``;d`,1-1,1--1,2/2,3*3); -- rest; of it
INSERT INTO t VALUES ('-- no comment','/* nor this'); # 'quote
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`a;b`@`c`*/ /*!50003 TRIGGER g BEGIN SET @a = ';;'; -- it's
 SET @b = 1; /* ' ;; */ END */;;
CREATE PROCEDURE p() SELECT 1 ;;
delimiter $$
SELECT '$$' $ 1 $$
DELIMITER //
SELECT 4/2, /* // ' */ '//' //
DELIMITER ;

;
INSERT INTO t VALUES (_binary '\0\'');
-- Dump completed on 2026-01-01
"""
_STATEMENTS = [
    (4, b"/*!40101 SET NAMES utf8mb4 */"),
    (6, rb"""INSERT INTO t VALUES ('a;b','it''s','\\','\'; DROP',"x\";y",`c``;d`,1-1,1--1,2/2,3*3)"""),
    (7, b"INSERT INTO t VALUES ('-- no comment','/* nor this')"),
    (
        9,
        b"/*!50003 CREATE*/ /*!50017 DEFINER=`a;b`@`c`*/ /*!50003 TRIGGER g BEGIN SET @a = ';;'; -- it's\n"
        b" SET @b = 1; /* ' ;; */ END */",
    ),
    (11, b"CREATE PROCEDURE p() SELECT 1"),
    (13, b"SELECT '$$' $ 1"),
    (15, b"SELECT 4/2, /* // ' */ '//'"),
    (19, rb"INSERT INTO t VALUES (_binary '\0\'')"),
]


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 64, 65, 1 << 20])
def test_a_dump_is_split_alike_however_it_arrives(piece: int) -> None:
    """Quotes, comments, versions' comments and DELIMITER; with the line where each begins."""
    assert [(each.line, each.text) for each in _split(_DUMP, piece)] == _STATEMENTS


def test_what_stands_around_the_statements_is_kept() -> None:
    """The program and its last line."""
    scanner = Scanner(Path("d.sql"), _Bytes(_DUMP, 5))
    list(scanner.statements())
    assert b"-- MariaDB dump" in scanner.opening
    assert scanner.closing.strip() == b"-- Dump completed on 2026-01-01"
    assert scanner.line == _DUMP.count(b"\n") + 2  # behind the last line, which is given an end


def test_no_more_is_read_than_is_needed() -> None:
    """A version's comment at the beginning isn't taken for one that goes on."""
    text = b"/*!40101 SET NAMES utf8mb4 */;\n" * 1000
    source = _Bytes(text, 100)
    next(Scanner(Path("d.sql"), source).statements())
    assert len(source.read(0)) + len(source._text) > len(text) - 500


def test_backslashes_mean_what_the_sql_mode_says() -> None:
    """Programs set the mode in which a trigger was made before it."""
    text = rb"SET sql_mode = 'NO_BACKSLASH_ESCAPES'; SELECT '\'; SET sql_mode = @old; SELECT '\';';"
    assert [each.text for each in _split(text)][1::2] == [rb"SELECT '\'", rb"SELECT '\';'"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"SELECT 1;\nSELECT 'open", "line 2: the dump ends inside the statement"),
        (b"SELECT 1;\nSELECT 2", "line 2: the dump ends inside the statement"),
        (b"SELECT 1;\n/* open ", "line 2: the comment that begins here doesn't end"),
        (b"SELECT 1;\n\nSELECT /* open ;", "line 3: the dump ends inside the statement"),
        (b"SELECT 1;\n\\! touch x\nSELECT 2;", r"line 2: \! is a command of the mysql client"),
        (b"SELECT 1\n\\. /etc/passwd\n;", r"line 2: \. is a command of the mysql client"),
        (b"DELIMITER 'x\nSELECT 1;", "line 1: no dump has such a DELIMITER"),
    ],
)
@pytest.mark.parametrize("piece", [1, 1 << 20])
def test_what_no_dump_program_writes_is_refused(text: bytes, said: str, piece: int) -> None:
    """With file and line."""
    with pytest.raises(DumpFault) as caught:
        _split(text, piece)
    assert f"d.sql, {said}" in caught.value.message
