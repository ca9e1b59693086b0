"""When this ends, nothing of the run is left on the server but its record."""

from __future__ import annotations

from onlinealter.engine.exchange import settle
from onlinealter.engine.making import unmake_all
from onlinealter.engine.phases.cutover import side_of
from onlinealter.engine.run import Run
from onlinealter.model.errors import Changed
from onlinealter.swapping.evidence import Side
from onlinealter.tables.facts import table_exists


def clean_up(run: Run) -> None:
    """Take the reverse triggers and then the retired table away; from here there is no way back."""
    _forget(run)


def abort(run: Run) -> None:
    """Take the triggers and the shadow away; the table is as it was."""
    retired = run.draft.names.retired
    if run.journal.ask(lambda c: table_exists(c, run.draft.schema, retired)) and side_of(run) is Side.NEW:
        raise Changed("the tables are swapped already", remedy="Call 'online-alter rollback' first.")
    _forget(run)


def _forget(run: Run) -> None:
    settle(run)
    unmake_all(run)
    run.journal.forget_conflicts(back=False)
    run.journal.forget_conflicts(back=True)
    run.journal.forget_all_chunks()
