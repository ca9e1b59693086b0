"""The phases of a change that the server makes at once: the cutover is the ALTER itself, the rollback its inverse."""

from __future__ import annotations

from collections.abc import Callable

from onlinealter.engine.phases.cleanup import abort, clean_up
from onlinealter.engine.run import Run
from onlinealter.engine.window import wait_for_window
from onlinealter.model.errors import Changed, Refused, ServerError
from onlinealter.model.states import Phase
from onlinealter.planning import statements
from onlinealter.planning.draft import clauses_of
from onlinealter.sql.statement import Statement
from onlinealter.tables.alter_clause import inverse
from onlinealter.tables.facts import read_table


def _nothing(_: Run) -> None:
    """There are no rows to copy or compare."""


def _change(run: Run) -> None:
    record = run.journal.record()
    alter = statements.alter_instant(run.draft.schema, run.draft.names.original, run.draft.plan.alter[0])
    wait_for_window(run)
    _alter(run, alter, before=record.original_definition, after=record.new_definition)


def _change_back(run: Run) -> None:
    record = run.journal.record()
    alter = statements.alter_instant(run.draft.schema, run.draft.names.original, inverse(clauses_of(run.draft.plan)[0]))
    _alter(run, alter, before=record.new_definition, after=record.original_definition)


def _alter(run: Run, statement: Statement, *, before: str, after: str) -> None:
    def now() -> str:
        return run.journal.ask(lambda c: read_table(c, run.draft.schema, run.draft.names.original)).definition

    if now() not in (before, after):
        raise Changed(
            f"somebody altered {run.draft.names.original} during the run",
            remedy="Call 'online-alter abort', which leaves the table as it is now, and begin again.",
        )
    try:
        run.door.run(statement, lambda: now() == after)
    except ServerError as error:
        raise Refused(
            f"the server doesn't make the change at once on the real table (error {error.number}: {error.text})",
            remedy="Call 'online-alter abort' and run again with strategy = \"shadow\".",
        ) from error


DIRECT_PHASES: dict[Phase, Callable[[Run], None]] = {
    Phase.EXECUTE: _nothing,
    Phase.VERIFY: _nothing,
    Phase.CUTOVER: _change,
    Phase.CLEANUP: clean_up,
    Phase.ABORT: abort,
    Phase.ROLLBACK: _change_back,
}
