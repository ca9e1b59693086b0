"""Taking a rehearsal away: after its end, and before the next one where the last was killed."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.engine.alteration import advance, read_status
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.ports import Reporter
from onlinealter.model.states import Phase, State
from onlinealter.model.status import RunStatus
from onlinealter.rehearsal import statements
from onlinealter.rehearsal.candidate import open_candidate
from onlinealter.rehearsal.record import Record, end_record
from onlinealter.rehearsal.snapshot import see_that_it_is_as_before, take_snapshot
from onlinealter.rehearsal.writes.load import put_back
from onlinealter.tables.facts import table_exists

_OVER = frozenset({State.DONE.value, State.ABORTED.value})


def undo(target: Target, record: Record, reporter: Reporter) -> None:
    """Leave the table as it was and nothing of ours but the mark. Raises Changed where it isn't as it was.

    The rehearsal's own stop flag isn't looked at: this is how it stops.
    """
    plan = target.plan if target.plan and target.plan.change_digest == record.plan_digest else None
    table = replace(target, table=record.table, plan=plan)
    stand_in = replace(table, table=record.stand_in, plan=plan and replace(plan, table=record.stand_in))
    with open_candidate(target) as connection:
        if table_exists(connection, target.schema, record.stand_in):
            take_away(stand_in, reporter, kept=False)
        connection.execute(statements.drop_table(target.schema, record.stand_in))
        take_away(table, reporter, kept=True)
        put_back(connection, target.schema, record.table, record.stand_in)
        there = table_exists(connection, target.schema, record.table)
        now = take_snapshot(connection, target.schema, record.table) if there else None
        end_record(connection, target.schema, record)
    see_that_it_is_as_before(record.before, now, f"{target.schema}.{record.table}")


def open_runs(target: Target) -> tuple[RunStatus, ...]:
    """The table's runs that aren't over."""
    return tuple(run for run in read_status(target) if run.state not in _OVER)


def take_away(target: Target, reporter: Reporter, *, kept: bool) -> None:
    """End the table's run wherever it stands; ``kept`` where its old table is to be in front again.

    Rows aren't compared once more on the way back: whatever the comparison found, the old table is the one to keep.
    """
    while runs := open_runs(target):  # two where one takes the other back, which one call ends
        choices = Choices(unseen=True)
        advance(target, _way_out(runs[-1], kept=kept), reporter, StopFlag(), choices)


def _way_out(run: RunStatus, *, kept: bool) -> tuple[Phase, ...]:
    if "cleanup" in run.following and not kept:
        return (Phase.CLEANUP,)
    return (Phase.ROLLBACK, Phase.ABORT) if "rollback" in run.following else (Phase.ABORT,)
