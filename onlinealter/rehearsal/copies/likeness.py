"""What a server of our own has to be like, so that a rehearsal there says something about production."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from onlinealter.dumps.faults import DumpFault
from onlinealter.dumps.reading import Origin
from onlinealter.model.errors import OnlineAlterError
from onlinealter.mysql.connection import Account, connect
from onlinealter.mysql.server import read_server
from onlinealter.mysql.session_variables import as_mapping
from onlinealter.rehearsal import statements
from onlinealter.sandbox import ServerKind

# What decides how long a commit takes, how much is written for it, and which names are one.
DURABILITY = ("innodb_flush_log_at_trx_commit", "sync_binlog", "binlog_row_image", "innodb_doublewrite")
CASE = "lower_case_table_names"
_OLD_MARIADB = (10, 99)


@dataclass(frozen=True)
class Likeness:
    """The kind of server, its version as far as it is known, settings to start with, and what couldn't be taken over."""

    kind: ServerKind
    version: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def notes_on(self, version: str) -> tuple[str, ...]:
        """What is to be said of a server of this version."""
        if not self.version or _numbers(version)[:2] == _numbers(self.version)[:2]:
            return self.notes
        return (*self.notes, f"rehearsed on {version}, the nearest that is at hand: production has {self.version}")


def likeness(production: tuple[Account, ...], origin: Origin) -> Likeness:
    """Production's, where it is named and answers; else what the dump says of the server that it is from.

    Raises DumpFault where the dump is from the other kind of server than production is.
    """
    if not production:
        return _of_dump(origin, "no server of production is named")
    try:
        found = _of_production(production[0])
    except OnlineAlterError as error:
        return _of_dump(origin, f"production could not be asked ({error.message})")
    if origin.is_mariadb is not None and origin.is_mariadb is not found.kind.is_mariadb:
        raise DumpFault(
            f"the copy is of {_flavor(origin.is_mariadb)}, and production is {_flavor(found.kind.is_mariadb)}",
            remedy="Take one of production's own kind of server.",
        )
    return found


def _of_production(account: Account) -> Likeness:
    with connect(account) as connection:
        server = read_server(connection)
        found = as_mapping(connection.rows(statements.settings_of((*DURABILITY, CASE))))
    settings = {name: found[name] for name in DURABILITY[:3] if name in found}
    if found.get("innodb_doublewrite", "").upper() in ("OFF", "0"):
        settings["innodb_doublewrite"] = "OFF"
    if found.get(CASE, "0") != "0":
        settings[CASE] = "1"  # 2 is for file systems that Linux hasn't
    version = ".".join(map(str, server.version))
    return Likeness(_kind(server.version, is_mariadb=server.is_mariadb), version, settings)


def _of_dump(origin: Origin, why: str) -> Likeness:
    kind = kind_of(origin)
    notes = [f"{why}: durability settings are the server's own defaults"]
    if origin.is_mariadb is None:
        notes.append("the dump doesn't say which kind of server it is from: MySQL is assumed")
    return Likeness(kind, origin.version, notes=tuple(notes))


def kind_of(origin: Origin) -> ServerKind:
    """The kind that data from there belong to."""
    return _kind(_numbers(origin.version), is_mariadb=bool(origin.is_mariadb))


def _kind(version: tuple[int, ...], *, is_mariadb: bool) -> ServerKind:
    if not is_mariadb:
        return ServerKind.MYSQL
    return ServerKind.MARIADB_10_11 if version and version[:2] <= _OLD_MARIADB else ServerKind.MARIADB


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:3]))


def _flavor(is_mariadb: bool) -> str:
    return "MariaDB" if is_mariadb else "MySQL"
