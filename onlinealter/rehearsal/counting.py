"""What the candidate's server counts while a rehearsal plays."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from onlinealter.model.errors import ServerError
from onlinealter.model.rehearsal import Counter
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.statements import binlog_files
from onlinealter.mysql.values import text_of
from onlinealter.rehearsal import statements

ROWS_READ, ROWS_WRITTEN, STATEMENTS, BINLOG_BYTES = "rows_read", "rows_written", "statements", "binlog_bytes"
# Only tables of InnoDB on MySQL; on MariaDB, which counts no such, all but temporary ones.
_ON_MYSQL = {
    ROWS_READ: ("Innodb_rows_read",),
    ROWS_WRITTEN: ("Innodb_rows_inserted", "Innodb_rows_updated", "Innodb_rows_deleted"),
    STATEMENTS: ("Questions",),
}
_ON_MARIADB = {
    ROWS_READ: ("Rows_read",),
    ROWS_WRITTEN: ("Handler_write", "Handler_update", "Handler_delete"),
    STATEMENTS: ("Questions",),
    BINLOG_BYTES: ("Binlog_bytes_written",),
}


@dataclass(frozen=True)
class Count:
    """The server's counters at one moment, and the sizes of its binlog's files where that is what there is."""

    values: tuple[tuple[str, int], ...]
    files: tuple[tuple[str, int], ...] = ()


def count(connection: Connection) -> Count:
    """The counters as they are now."""
    wanted = _ON_MARIADB if connection.mariadb else _ON_MYSQL
    names = [name for several in wanted.values() for name in several]
    rows = connection.rows(statements.global_status(names), names)
    found = {text_of(name).lower(): int(text_of(value)) for name, value in rows}
    values = {
        name: sum(found[each.lower()] for each in several)
        for name, several in wanted.items()
        if all(each.lower() in found for each in several)
    }
    return Count(tuple(values.items()), () if connection.mariadb else _files(connection))


def counted(before: Count, after: Count) -> tuple[Counter, ...]:
    """What came between; nothing where the server was restarted meanwhile."""
    was, now = dict(before.values), dict(after.values)
    grown = {name: now[name] - was[name] for name in was if name in now}
    if before.files and after.files:
        sizes = dict(before.files)
        grown[BINLOG_BYTES] = sum(size - sizes.get(name, 0) for name, size in after.files)
    if any(value < 0 for value in grown.values()):
        return ()
    return tuple(Counter(name, value) for name, value in grown.items())


def _files(connection: Connection) -> tuple[tuple[str, int], ...]:
    with suppress(ServerError):  # no binlog, or not the privilege to see it
        return tuple((text_of(name), int(size)) for name, size, *_others in connection.rows(binlog_files()))
    return ()
