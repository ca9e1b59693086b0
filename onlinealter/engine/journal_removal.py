"""Taking the journal of a schema away, once no run there is open."""

from __future__ import annotations

from collections.abc import Collection

from onlinealter.engine import statements
from onlinealter.engine.journal import RunRecord, read_runs
from onlinealter.engine.shard import connect_shard
from onlinealter.engine.target import Target
from onlinealter.engine.transitions import next_command
from onlinealter.model.errors import Blocked, Changed, ServerError, WrongPhase
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice import statements as advice
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.statements import lock_tables, unlock_tables
from onlinealter.tables.facts import existing_tables
from onlinealter.tables.names import ANSWER_TABLE, JOURNAL_TABLES, RUN_TABLE, Names


def remove_journal(target: Target) -> tuple[str, ...]:
    """Drop the journal's tables; gives what runs that are over have left behind, which no journal names any more.

    Raises WrongPhase where a run is open, Changed where a table of these names isn't ours, or the runs' own is missing.
    """
    shard = connect_shard(target)
    with shard.open_primary() as connection:
        there = existing_tables(connection, shard.schema, (*JOURNAL_TABLES, ANSWER_TABLE))
        if not there:
            return ()
        if RUN_TABLE not in there:
            raise Changed(
                f"{shard.schema}.{RUN_TABLE} is gone, so nothing says whether a run is open",
                remedy="Look for triggers and tables named …_oa_… of such a run. Once none is left: "
                + advice.drop_tables(shard.schema, sorted(there)),
            )
        _see_that_none_is_open(connection, shard.schema)  # before anybody would have to queue behind the lock
        _lock(connection, shard.schema, there)
        try:
            runs = _see_that_none_is_open(connection, shard.schema)
            connection.execute(statements.drop_journal(shard.schema, there))
        finally:
            connection.execute(unlock_tables())
        names = [Names(run.id, run.table_name) for run in runs]
        left = existing_tables(connection, shard.schema, [name for each in names for name in (each.shadow, each.retired)])
        return tuple(sorted(left))


def _see_that_none_is_open(connection: Connection, schema: str) -> tuple[RunRecord, ...]:
    """Gives the runs. They are read as any run's are: tables that only have the journal's names are refused."""
    runs = read_runs(connection, schema)
    for run in runs:
        if not run.state.ended:
            raise WrongPhase(
                f"the journal of {schema} is needed: run {run.id} of {run.table_name} is {run.state}",
                remedy=f"End that run first. {next_command(run.state, run.table_name)}",
            )
    return runs


def _lock(connection: Connection, schema: str, tables: Collection[str]) -> None:
    """A run that begins meanwhile waits, and makes itself another journal."""
    try:
        connection.execute(lock_tables(schema, tuple(sorted(tables))))
    except ServerError as error:
        if error.number != error_numbers.LOCK_WAIT_TIMEOUT:
            raise
        raise Blocked(
            f"the journal of {schema} is in use", remedy="Run the same command again when no other command is at work there."
        ) from error
