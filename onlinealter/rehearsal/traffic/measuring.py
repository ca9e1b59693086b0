"""Counters of the server, read twice; what came between is the traffic. Writes nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from onlinealter.engine.shard import Shard, connect_shard
from onlinealter.engine.target import Target
from onlinealter.model.errors import Changed, Refused, ServerError
from onlinealter.model.event_values import timestamp
from onlinealter.model.traffic import IndexTraffic, Kind, Source, StatementTraffic, Traffic
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice.account import grant_to_own
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.values import text_of
from onlinealter.rehearsal.statements import global_status
from onlinealter.rehearsal.traffic import statements
from onlinealter.rehearsal.traffic.digests import Subject, kind_of
from onlinealter.tables.facts import table_exists

_COMMANDS = {
    Kind.SELECT: ("Com_select",),
    Kind.INSERT: ("Com_insert", "Com_insert_select", "Com_replace", "Com_replace_select", "Com_load"),
    Kind.UPDATE: ("Com_update", "Com_update_multi"),
    Kind.DELETE: ("Com_delete", "Com_delete_multi"),
}
_ROWS = {
    Kind.SELECT: "Rows_sent", Kind.INSERT: "Handler_write", Kind.UPDATE: "Handler_update", Kind.DELETE: "Handler_delete",
}  # fmt: skip
_WAITS, _WAITED, _UPTIME = "Innodb_row_lock_waits", "Innodb_row_lock_time", "Uptime"
_ALL_TABLES = "the performance schema counts no statements here: kinds and rates are those of the whole server"
_NO_INDEXES = "the server doesn't count rows by index here: on MariaDB userstat = ON does, without a restart"
_PICOSECONDS, _MILLISECONDS = 1e12, 1e3

_Counts = tuple[int, int, int, int]  # statements, rows, rows read, picoseconds


@dataclass(frozen=True)
class _Sample:
    """All counters at one moment."""

    at: float
    kinds: Mapping[Kind, _Counts]
    indexes: Mapping[str, tuple[int, ...]]
    status: Mapping[str, int]
    without_digest: int = 0


@dataclass(frozen=True)
class _Eye:
    """What the server counts, and how it is asked."""

    shard: Shard
    subject: Subject
    counted: frozenset[str]
    by_index: bool

    @property
    def source(self) -> Source:
        return Source.DIGESTS if statements.DIGESTS in self.counted else Source.STATUS

    def look(self, connection: Connection) -> _Sample:
        place = [self.subject.schema, self.subject.table]
        status = _status(connection)
        indexes = dict[str, tuple[int, ...]]()
        if self.by_index:
            sql = statements.rows_by_index() if statements.TABLE_IO in self.counted else statements.rows_read_by_index()
            for name, *counts in connection.rows(sql, place):
                indexes[text_of(name) if name is not None else ""] = tuple(int(each) for each in counts)
        if self.source is Source.STATUS:
            return _Sample(time.monotonic(), _kinds_of(status), indexes, status)
        lost = int(connection.value(statements.statements_of_no_digest()))
        return _Sample(time.monotonic(), self._digests(connection), indexes, status, lost)

    def _digests(self, connection: Connection) -> dict[Kind, _Counts]:
        found = dict.fromkeys(Kind, (0, 0, 0, 0))
        for schema, text, *counts in connection.rows(statements.digests(), self.subject.patterns):
            kind = kind_of(text_of(text), text_of(schema or ""), self.subject)
            if kind is not None:
                count, rows, read, took = (old + int(new) for old, new in zip(found[kind], counts, strict=True))
                found[kind] = (count, rows, read, took)
        return found


def measure(target: Target, wait: Callable[[], None]) -> Traffic:
    """What comes while ``wait`` lasts. Raises Refused where the account may not look, Changed where counting began again."""
    shard = connect_shard(target)
    target, began_at = shard.spelled(target), datetime.now(UTC)
    try:
        with shard.open_primary() as connection:
            eye = _eye(connection, shard, target)
            before = eye.look(connection)
        wait()
        with shard.open_primary() as connection:
            after = eye.look(connection)
    except ServerError as error:
        if error.number not in (error_numbers.TABLE_ACCESS_DENIED, error_numbers.SPECIFIC_ACCESS_DENIED):
            raise
        with shard.open_primary() as connection:
            counts = ("PROCESS", "*.*") if connection.mariadb else ("SELECT", "performance_schema.*")
            grant = grant_to_own(connection, *counts)
        raise Refused(f"the account may not read what the server counts: {error.text}", remedy=grant) from error
    return _between(eye, before, after, timestamp(began_at))


def _eye(connection: Connection, shard: Shard, target: Target) -> _Eye:
    if not table_exists(connection, target.schema, target.table):
        raise Refused(f"there is no table {target.schema}.{target.table}", remedy="Look at the name.")
    counted = frozenset[str]()
    if shard.server.performance_schema:
        counted = frozenset(text_of(name) for (name,) in connection.rows(statements.switched_on()))
    by_index = statements.TABLE_IO in counted
    if not by_index and shard.server.is_mariadb:
        by_index = bool(connection.value(statements.counts_by_index()))
    any_case = shard.server.lower_case_names != 0
    subject = Subject(target.schema, target.table, any_case, _word_for(connection, target.table))
    return _Eye(shard, subject, counted, by_index)


def _word_for(connection: Connection, table: str) -> str:
    """What digests have for the name where it is one of the server's own words."""
    if not connection.mariadb and re.fullmatch(r"\w+", table):
        with suppress(ServerError):  # such a word is always quoted
            text = text_of(connection.value(statements.text_of_digest(), [statements.naming(table)]))
            return text.split()[-1].strip("`")
    return table.upper()


def _status(connection: Connection) -> dict[str, int]:
    names = [name for several in _COMMANDS.values() for name in several]
    names += [*_ROWS.values(), _WAITS, _WAITED, _UPTIME]
    found = {text_of(name).lower(): int(text_of(value)) for name, value in connection.rows(global_status(names), names)}
    return {name: found.get(name.lower(), 0) for name in names}


def _kinds_of(status: Mapping[str, int]) -> dict[Kind, _Counts]:
    return {kind: (sum(status[name] for name in _COMMANDS[kind]), status[_ROWS[kind]], 0, 0) for kind in Kind}


def _between(eye: _Eye, before: _Sample, after: _Sample, began_at: str) -> Traffic:
    seconds, server = after.at - before.at, eye.shard.server
    grown = {kind: tuple(now - was for was, now in zip(before.kinds[kind], after.kinds[kind], strict=True)) for kind in Kind}
    if after.status[_UPTIME] < before.status[_UPTIME] or any(value < 0 for each in grown.values() for value in each):
        raise Changed(
            "the server started counting from zero meanwhile: it was restarted, or somebody emptied its sums",
            remedy="Measure once more.",
        )
    by_digest = eye.source is Source.DIGESTS
    notes: tuple[str, ...] = () if by_digest else (_ALL_TABLES,)
    if lost := after.without_digest - before.without_digest:
        notes += (f"{lost:,} statements of the server came without a digest and count for no table: its list is full",)
    return Traffic(
        table=f"{eye.subject.schema}.{eye.subject.table}",
        server=f"{server.flavor} {'.'.join(map(str, server.version))}",
        began_at=began_at,
        seconds=seconds,
        source=eye.source,
        whole_server=not by_digest,
        statements=tuple(_statements(kind, counts, seconds, by_digest=by_digest) for kind, counts in grown.items()),
        indexes=_indexes(before, after),
        lock_waits=after.status[_WAITS] - before.status[_WAITS],
        lock_wait_seconds=(after.status[_WAITED] - before.status[_WAITED]) / _MILLISECONDS,
        notes=notes if eye.by_index else (*notes, _NO_INDEXES),
    )


def _statements(kind: Kind, counts: tuple[int, ...], seconds: float, *, by_digest: bool) -> StatementTraffic:
    count, rows, read, took = counts
    if not count:
        return StatementTraffic(kind, 0, 0.0)
    read_each, seconds_each = (read / count, took / _PICOSECONDS / count) if by_digest else (None, None)
    return StatementTraffic(kind, count, count / seconds, rows / count, read_each, seconds_each)


def _indexes(before: _Sample, after: _Sample) -> tuple[IndexTraffic, ...]:
    """Those that led to rows meanwhile; the busiest first."""
    grown = {
        name: [max(0, value - was) for value, was in zip(now, before.indexes.get(name, (0,) * len(now)), strict=True)]
        for name, now in after.indexes.items()
    }
    whole = sum(counts[0] for counts in grown.values()) or 1
    found = [
        IndexTraffic(name, read, read / whole, *others) for name, (read, *others) in grown.items() if any((read, *others))
    ]
    return tuple(sorted(found, key=lambda each: (-each.read, each.index)))
