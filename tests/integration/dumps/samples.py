"""The checked-in dumps, and what is in them."""

from __future__ import annotations

from pathlib import Path

from onlinealter.mysql.connection import Connection
from onlinealter.sandbox import ServerKind

REAL = Path(__file__).parent / "real"
ROWS = 23
_TEXTS = {
    5000: ("semi;colon", "it's -- no comment\n\\! rm -rf /\n# nor this /* nor this */", "0001025C27220D0A1A", 5, "3.00"),
    5001: ("DELIMITER $$", "line\nsystem ls\nsource /etc/passwd\n\\. x", None, None, None),
    5002: ("Grüße \N{GRINNING FACE}", 'back\\slash" `quote`', "", 0, "-4.00"),
}


def dump_of(kind: ServerKind) -> Path:
    """One file, by the kind's own program."""
    return REAL / ("mariadb-dump-10.11.sql" if kind.is_mariadb else "mysqldump-9.7.sql")


def folder_of(kind: ServerKind) -> Path:
    """A folder of mydumper's."""
    return REAL / ("mydumper-0.10-mariadb" if kind.is_mariadb else "mydumper-0.10-mysql")


def see_that_it_is_all_there(connection: Connection, schema: str) -> None:
    """Each value of the odd rows, and the number of the others."""
    found = connection.rows(
        f"SELECT id, name, note, HEX(photo), flags + 0, CAST(twice AS CHAR) FROM `{schema}`.customers WHERE id < 5003"
    )
    assert {row[0]: (*row[1:3], *row[3:]) for row in found} == _TEXTS
    assert connection.value(f"SELECT COUNT(*) FROM `{schema}`.customers") == ROWS
    assert connection.rows(f"SELECT customer FROM `{schema}`.log ORDER BY id") == [(5000,), (5001,)]
