"""The journal's version: an older one is read as it is, and brought up to date by who writes; a newer one is refused."""

from __future__ import annotations

from collections.abc import Collection
from zlib import crc32

from onlinealter.engine import statements
from onlinealter.model.errors import Changed
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.values import text_of
from onlinealter.tables.names import ANSWER_TABLE, CHUNK_TABLE, CONFLICT_TABLE, LEDGER_TABLE, RUN_TABLE

_FIRST_COLUMNS = {
    RUN_TABLE: frozenset(statements.RUN_COLUMNS) - statements.ADDED_TO_RUN.keys() | {"heartbeat", "marker", "tool_version"},
    CHUNK_TABLE: frozenset(("run", "phase", "position", "part", "low_key", "high_key", "row_count", "seconds")),
    CONFLICT_TABLE: frozenset(("run", "back", "digest", "copy_key", "error", "seen")),
    LEDGER_TABLE: frozenset(("run", "position", "kind", "name", "made", "gone")),
    ANSWER_TABLE: frozenset(("id", "run", "question", "asked_by", "asked_at", "answer", "answered_by", "answered_at")),
}
_COLUMNS = _FIRST_COLUMNS | {
    table: _FIRST_COLUMNS[table] | added.keys()
    for table, added in (
        (RUN_TABLE, statements.ADDED_TO_RUN),
        (LEDGER_TABLE, statements.ADDED_TO_LEDGER),
        (CHUNK_TABLE, statements.ADDED_TO_CHUNK),
    )
}


def shape_of(columns: Collection[str]) -> tuple[int, int]:
    """What a table with these columns is known by."""
    return len(columns), sum(crc32(name.encode()) for name in columns)


_SHAPES = {table: shape_of(columns) for table, columns in _COLUMNS.items()}


def read_columns(connection: Connection, schema: str) -> frozenset[str]:
    """The columns that the table of runs has; none where there is no journal.

    Raises Changed where a table of the journal's names isn't ours, or where the journal is of a newer version.
    """
    found = columns_as_now(connection, schema)
    if found is None:
        found = _all_columns(connection, schema)
        for table, columns in found.items():
            if missing := _FIRST_COLUMNS[table] - columns:
                raise _not_ours(schema, table, missing if columns else frozenset())
    newest = connection.row(statements.newest_version(schema)) if RUN_TABLE in found else None
    if newest and int(newest[1]) > statements.JOURNAL_VERSION:
        run, version, tool = newest
        raise Changed(
            f"journal version {version} of {schema}.{RUN_TABLE} (run {run!s:.16}) is newer than this tool's "
            f"({statements.JOURNAL_VERSION})",
            remedy=f"Use online-alter {tool!s:.32} or newer, which began that run.",
        )
    return frozenset(found.get(RUN_TABLE, ()))


def columns_as_now(connection: Connection, schema: str) -> dict[str, frozenset[str]] | None:
    """The columns of those tables that there are, where all are as this version makes them; else None."""
    found = {}
    for table, kind, count, checksum in connection.rows(statements.select_shapes(schema)):
        if count:
            if text_of(kind) != "BASE TABLE" or (int(count), int(checksum)) != _SHAPES[text_of(table)]:
                return None
            found[text_of(table)] = _COLUMNS[text_of(table)]
    return found


def _all_columns(connection: Connection, schema: str) -> dict[str, frozenset[str]]:
    """The columns of each table by name, none of what is a view."""
    found: dict[str, frozenset[str]] = {}
    for table, column, kind in connection.rows(statements.select_columns(schema)):
        columns = {text_of(column).lower()} if text_of(kind) == "BASE TABLE" else set()
        found[text_of(table).lower()] = found.get(text_of(table).lower(), frozenset()) | columns
    return found


def bring_up_to_date(connection: Connection, schema: str) -> None:
    """Give the tables of an older journal what later versions have added; may be done twice."""
    found = _all_columns(connection, schema)
    changed = False
    for table, added in (
        (RUN_TABLE, statements.ADDED_TO_RUN),
        (LEDGER_TABLE, statements.ADDED_TO_LEDGER),
        (CHUNK_TABLE, statements.ADDED_TO_CHUNK),
    ):
        there = found.get(table, frozenset())
        missing = [definition for name, (definition, _) in added.items() if there and name not in there]
        if missing:
            connection.execute(statements.add_columns(schema, table, missing))
            changed = True
    if changed:
        connection.execute(statements.note_version(schema))


def _not_ours(schema: str, table: str, missing: frozenset[str]) -> Changed:
    why = f"it has no column {', '.join(sorted(missing))}" if missing else "it is a view"
    return Changed(
        f"{schema}.{table} exists but is not a journal of online-alter: {why}",
        remedy=f"Rename it: {statements.rename_away(schema, table)};",
    )
