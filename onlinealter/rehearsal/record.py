"""The candidate's own note that a rehearsal is under way: by it the next one takes away what a killed one left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from onlinealter.engine.known_plans import forget_plan, is_known_plan, remember_plan
from onlinealter.model.errors import Changed
from onlinealter.mysql.connection import Connection, Row
from onlinealter.mysql.server import read_server
from onlinealter.mysql.statements import lock_tables, unlock_tables
from onlinealter.mysql.values import text_of
from onlinealter.rehearsal import statements
from onlinealter.rehearsal.snapshot import Snapshot
from onlinealter.tables.facts import existing_tables, table_exists
from onlinealter.tables.names import CHUNK_TABLE, CONFLICT_TABLE, JOURNAL_TABLES, LEDGER_TABLE, RUN_TABLE

_RUN_COLUMNS = {CHUNK_TABLE: "run", CONFLICT_TABLE: "run", LEDGER_TABLE: "run", RUN_TABLE: "id"}


@dataclass(frozen=True)
class Record:
    """A rehearsal under way: the table, the empty one on which cleanup is played, the change, whether there were runs'
    journals before, when it began, and what the table was.
    """

    table: str
    stand_in: str
    plan_digest: str
    journal_before: bool
    began_at: datetime
    before: Snapshot


def new_stand_in() -> str:
    """A name for the empty table that nobody else gives a table."""
    return f"rehearsal_{token_hex(8)}"


def begin_record(
    connection: Connection, schema: str, table: str, stand_in: str, plan_digest: str, before: Snapshot
) -> Record:
    """Note a rehearsal, before it changes anything else, and remember in the user's own state what the note says."""
    connection.execute(statements.create_rehearsal(schema))
    journal_before, began_at = table_exists(connection, schema, RUN_TABLE), connection.value(statements.moment_now())
    row: Row = (table, stand_in, plan_digest, int(journal_before), began_at, before.as_json())
    remember_plan(read_server(connection).identity, schema, stand_in, _said(row))
    connection.execute(statements.write_rehearsal(schema), list(row))
    return _record(row)


def read_records(connection: Connection, schema: str) -> tuple[Record, ...]:
    """The rehearsals that aren't over.

    By what a note says runs are ended and tables dropped; who may write rows may write notes. So each has to say what the
    user's own state remembers: raises Changed otherwise.
    """
    if not table_exists(connection, schema, statements.REHEARSAL_TABLE):
        return ()
    rows, server = connection.rows(statements.select_rehearsals(schema)), read_server(connection).identity
    for row in rows:
        if not is_known_plan(server, schema, text_of(row[1]), _said(row)):
            raise Changed(
                f"{schema}.{statements.REHEARSAL_TABLE} has a rehearsal of {text_of(row[0])!r} that this user on this"
                " machine didn't begin, or somebody has changed it",
                remedy="If another user's rehearsal was killed, that user's next dry-run undoes it. Otherwise end the open"
                " run yourself (online-alter status shows it), delete the row from the table, and call dry-run again.",
            )
    return tuple(map(_record, rows))


def _said(row: Row) -> str:
    return "\0".join(map(text_of, row))


def end_record(connection: Connection, schema: str, record: Record) -> None:
    """Take the note away, with the records of its runs and whatever of ours then holds nothing."""
    _forget_runs(connection, schema, record)
    connection.execute(statements.delete_rehearsal(schema), [record.table])
    forget_plan(read_server(connection).identity, schema, record.stand_in)
    if connection.value(statements.is_empty(schema, statements.REHEARSAL_TABLE)):
        connection.execute(statements.drop_table(schema, statements.REHEARSAL_TABLE))


def _forget_runs(connection: Connection, schema: str, record: Record) -> None:
    there = existing_tables(connection, schema, JOURNAL_TABLES)
    if RUN_TABLE not in there:
        return
    ended = connection.rows(statements.ended_runs(schema), [record.stand_in, record.table, record.began_at])
    for (run,) in ended:
        for table, column in _RUN_COLUMNS.items():
            if table in there:
                connection.execute(statements.delete_of_run(schema, table, column), [text_of(run)])
    if record.journal_before:
        return
    connection.execute(lock_tables(schema, tuple(sorted(there))))  # no run begins between the look and the DROP
    try:
        if connection.value(statements.is_empty(schema, RUN_TABLE)):
            connection.execute(statements.drop_tables(schema, there))
    finally:
        connection.execute(unlock_tables())


def _record(row: Row) -> Record:
    table, stand_in, digest, journal_before, began_at, snapshot = row
    return Record(
        text_of(table),
        text_of(stand_in),
        text_of(digest),
        bool(journal_before),
        began_at,
        Snapshot.from_json(text_of(snapshot)),
    )
