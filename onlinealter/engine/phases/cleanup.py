"""When this ends, nothing of the run is left on the server but its record."""

from __future__ import annotations

from onlinealter.engine.exchange import settle
from onlinealter.engine.making import unmake_all
from onlinealter.engine.phases.cutover import side_of
from onlinealter.engine.run import Run
from onlinealter.model.errors import Changed
from onlinealter.swapping.evidence import Side
from onlinealter.tables.facts import table_exists
from onlinealter.tables.leftovers import leftovers


def clean_up(run: Run) -> None:
    """Take the reverse triggers and then the retired table away; from here there is no way back."""
    if run.journal.ask(lambda c: table_exists(c, run.draft.schema, run.draft.names.shadow)):
        raise Changed("the tables are swapped back already", remedy="Call 'online-alter rollback', which ends that.")
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
    left = run.journal.ask(lambda c: leftovers(c, run.draft.schema, run.draft.names))
    if left:
        raise Changed(
            f"{', '.join(left)} of run {run.id} is not in its ledger any more",
            remedy="Somebody changed the journal. Drop these by hand, triggers first; then the same command goes on.",
        )
    run.journal.forget_conflicts(back=False)
    run.journal.forget_conflicts(back=True)
    run.journal.forget_all_chunks()
