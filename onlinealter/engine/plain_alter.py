"""The server's own ALTER TABLE, for a table that is too small for a run to be worth its while."""

from __future__ import annotations

from onlinealter.checks import allowances, member_charset, rounding, search, sql_mode, times_of_day
from onlinealter.engine.journal import read_runs
from onlinealter.engine.ownership import take_ownership
from onlinealter.engine.preflight import plan_of, preflight
from onlinealter.engine.search import Extent
from onlinealter.engine.shard import Shard, connect_shard
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Target
from onlinealter.model.errors import Changed, Refused
from onlinealter.model.events import Notice
from onlinealter.model.findings import Severity
from onlinealter.model.ports import Reporter
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.ddl import DdlRunner
from onlinealter.mysql.ddl_limits import DdlLimits
from onlinealter.mysql.waits import Waits
from onlinealter.planning import statements
from onlinealter.planning.resolved_plan import only_alter
from onlinealter.tables.facts import read_definition

_OF_VALUES = frozenset((allowances.NAME, member_charset.NAME, rounding.NAME, search.NAME, sql_mode.NAME, times_of_day.NAME))
"""Checks of what becomes of values, which is the same whoever alters the table; the others are of a run's needs."""


def alter_if_small(target: Target, fewer_than: int, reporter: Reporter, stop: StopFlag) -> bool:
    """Whether the table has fewer rows than this and no run under way, and the server's own ALTER was run on it: with
    short waits for the table's lock, repeated up to the plan's lock_timeout, and in a strict session. Raises Refused where
    values would be lost that the plan doesn't name.
    """
    shard = connect_shard(target, Waits(reporter, stop.sleep))
    target = shard.spelled(target)
    with shard.open_primary() as connection:
        read_definition(connection, target.schema, target.table)  # says clearly where there is no such table
        rows = int(connection.value(statements.count_rows(target.schema, target.table, fewer_than)))
        if rows >= fewer_than:
            reporter.report(Notice(f"{target.table} has {fewer_than:,} rows or more: it is altered by a run"))
            return False
        runs = read_runs(connection, target.schema, target.table)
        take_ownership(connection, target.schema, target.table, runs[-1] if runs else None, shard.waits)
        if any(not run.state.ended for run in read_runs(connection, target.schema, target.table)):
            reporter.report(Notice(f"{target.table} is small, but has a run that isn't over: the run goes on"))
            return False
        if len(plan_of(target).alter) > 1:
            reporter.report(Notice(f"{target.table} is small, but the plan has several ALTERs: it is altered by a run"))
            return False
        reporter.report(
            Notice(f"{target.table} has {rows:,} rows, fewer than {fewer_than:,}: the server alters it by itself")
        )
        _see_that_nothing_is_lost(connection, shard, target)
        _alter(connection, shard, target, stop, reporter)
        reporter.report(Notice(f"{target.schema}.{target.table} is altered"))
    return True


def _see_that_nothing_is_lost(connection: Connection, shard: Shard, target: Target) -> None:
    found = preflight(connection, shard, target, extent=Extent.CHECK)
    lost = tuple(each for each in found.findings if each.check in _OF_VALUES and each.severity is Severity.REFUSAL)
    if lost:
        raise Refused("values would be lost that the change doesn't name; nothing was changed", findings=lost)


def _alter(connection: Connection, shard: Shard, target: Target, stop: StopFlag, reporter: Reporter) -> None:
    # Read while nobody else of us may alter the table: before we had its lock, another may have.
    before = read_definition(connection, target.schema, target.table)
    plan = plan_of(target)
    chosen = plan.settings
    limits = DdlLimits(chosen.lock_wait, chosen.lock_timeout, chosen.kill_grace if chosen.kill_blockers else None)
    ddl = DdlRunner(shard.open_primary, shard.server, target.schema, limits, reporter, stop.sleep)
    statement = statements.alter_plainly(target.schema, target.table, only_alter(plan))

    def is_so() -> bool:
        """Asked before each attempt: a lost connection may have made the change, and so may somebody else."""
        if read_definition(connection, target.schema, target.table) == before:
            return False
        raise Changed(
            f"the definition of {target.table} has changed while its ALTER was tried: a connection was lost after it was"
            " made, or somebody else has altered the table",
            remedy=f"Look at SHOW CREATE TABLE {target.table}; where it isn't as wanted, run the same command again.",
        )

    try:
        ddl.run(statement, is_so)
    finally:
        ddl.close()
