"""The kinds of server a sandbox can be made of, and which versions count as one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class ServerKind(StrEnum):
    """What is asked for when a sandbox is started."""

    MYSQL = "mysql"
    MARIADB = "mariadb"
    MARIADB_10_11 = "mariadb-10.11"

    @property
    def is_mariadb(self) -> bool:
        """Whether the server speaks MariaDB's dialect."""
        return self is not ServerKind.MYSQL


@dataclass(frozen=True)
class ServerVersion:
    text: str
    numbers: tuple[int, ...]
    is_mariadb: bool

    def fits(self, kind: ServerKind) -> bool:
        """Whether a server of this version may stand for the kind."""
        if self.is_mariadb is not kind.is_mariadb:
            return False
        if kind is ServerKind.MARIADB_10_11:
            return self.numbers[:2] == (10, 11)
        return self.is_mariadb or self.numbers >= _FIRST_MYSQL


def parse_version(line: str) -> ServerVersion | None:
    """Read what `mysqld --version` or `SELECT VERSION()` answers."""
    found = _VERSION.search(line)
    if found is None:
        return None
    numbers = tuple(int(number) for number in found["numbers"].split("."))
    return ServerVersion(found["text"], numbers, "mariadb" in line.lower())


# The first MySQL with the words "replica" and "source" in all the options and statements used here.
_FIRST_MYSQL = (8, 0, 26)
_VERSION = re.compile(r"(?P<text>(?P<numbers>\d+\.\d+\.\d+)[\w.+~-]*)")
