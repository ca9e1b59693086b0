"""AUTO_INCREMENT goes on where the original is."""

from __future__ import annotations

from onlinealter.engine.run import Run
from onlinealter.planning import statements
from onlinealter.tables.facts import read_table


def carry_auto_increment(run: Run) -> None:
    """Let the shadow count on from where the original is; the triggers keep it going (FACTS 69)."""
    schema, names = run.draft.schema, run.draft.names
    if not any(column.auto_increment for column in run.draft.shadow.columns):
        return
    here = run.journal.ask(lambda c: read_table(c, schema, names.original)).auto_increment

    def carried() -> bool:
        there = run.journal.ask(lambda c: read_table(c, schema, names.shadow)).auto_increment
        return here is None or (there is not None and there >= here)

    if here is not None and not carried():
        run.door.run(statements.set_auto_increment(schema, names.shadow, here), carried)
