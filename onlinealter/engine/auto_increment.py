"""AUTO_INCREMENT continues where the original is, or where the plan says."""

from __future__ import annotations

from onlinealter.engine.phase_context import PhaseContext
from onlinealter.planning import statements
from onlinealter.planning.resolved_plan import clauses_of
from onlinealter.tables.facts import read_created
from onlinealter.tables.table_options import counter_set


def copy_auto_increment(run: PhaseContext) -> None:
    """Let the shadow count on from where the original is; the triggers keep it going."""
    schema, names = run.resolved.schema, run.resolved.names
    if not any(column.auto_increment for column in run.resolved.shadow.columns):
        return
    if counter_set(clauses_of(run.resolved.plan)) is not None:
        return  # set on the empty shadow; each row that came since has raised it where it had to be
    here = run.journal.ask(lambda c: read_created(c, schema, names.original)).auto_increment

    def carried() -> bool:
        there = run.journal.ask(lambda c: read_created(c, schema, names.shadow)).auto_increment
        return here is None or (there is not None and there >= here)

    if here is not None and not carried():
        run.ddl.run(statements.set_auto_increment(schema, names.shadow, here), carried)
