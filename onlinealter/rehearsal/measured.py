"""What a rehearsal measures for an estimate, and what it takes over from the server that the estimate was made on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from onlinealter.engine.alteration import resolved_plan
from onlinealter.engine.journal import read_runs
from onlinealter.engine.preflight import plan_of
from onlinealter.engine.target import Target
from onlinealter.estimates.reading import read_sample
from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.estimate import Decisions
from onlinealter.model.measured import Measured, Part
from onlinealter.model.plan import Deferral, Strategy
from onlinealter.mysql.connection import Connection
from onlinealter.rehearsal.candidate import open_candidate


def measured_on(target: Target, rows: int) -> Measured | None:
    """What the newest run of the table has measured of itself. One that copied nothing didn't count the ``rows``."""
    with open_candidate(target) as connection:
        runs = read_runs(connection, target.schema, target.table)
    measured = runs[-1].measured if runs else Measured()
    if measured.of(Part.COPY) is None:
        counted = tuple(replace(each, rows=rows) if each.rows else each for each in measured.stretches)
        measured = replace(measured, rows=rows, stretches=counted)
    return measured if measured.stretches else None


def reading_speed(connection: Connection, target: Target) -> float:
    """Rows of a sample that the candidate reads in a second, as ``check`` does on production; 0 where nothing tells it."""
    with suppress(OnlineAlterError):
        resolved = resolved_plan(target)
        return read_sample(connection, resolved.original, resolved.key.original_index, {}).rows_per_second
    return 0.0


def as_decided(target: Target, decided: Decisions) -> tuple[Target, tuple[str, ...]]:
    """The target with production's decisions where the plan leaves them open, and what that changes."""
    settings = plan_of(target).settings
    notes = []
    if settings.strategy is Strategy.AUTO:
        settings = replace(settings, strategy=Strategy(decided.strategy))
        notes.append(f"strategy = {decided.strategy}, as production's estimate has it")
    if settings.deferred_indexes is Deferral.AUTO and settings.strategy is Strategy.SHADOW:
        settings = replace(settings, deferred_indexes=Deferral.ALWAYS if decided.deferred_indexes else Deferral.NEVER)
        when = "after the copy" if decided.deferred_indexes else "from the start"
        notes.append(f"the indexes are built {when}, as production's estimate has it")
    return replace(target, plan=replace(plan_of(target), settings=settings)), tuple(notes)
