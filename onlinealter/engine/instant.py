"""Where the server changes the table at once by itself (INSTANT) and can change it back as fast, nothing is copied.

Found by trying on the empty shadow, never guessed from the text; without a tried way back the rows are copied after all.
"""

from __future__ import annotations

from onlinealter.engine.keys import settle
from onlinealter.engine.making import TABLE, drop_table, make_table
from onlinealter.engine.run import Run
from onlinealter.model.errors import ServerError
from onlinealter.model.events import Notice
from onlinealter.model.plan import Strategy
from onlinealter.mysql import error_numbers
from onlinealter.planning import statements
from onlinealter.planning.draft import Draft, clauses_of
from onlinealter.tables.alter_clause import inverse
from onlinealter.tables.facts import read_table
from onlinealter.tables.foreign_keys import renamed

INSTANT, SHADOW = "instant", "shadow"


def way_back_of(draft: Draft) -> str:
    """The ALTER that undoes the plan's, where the text allows one and the plan lets the server do it; else empty."""
    plan = draft.plan
    if plan.settings.strategy is not Strategy.AUTO or len(plan.alter) != 1 or plan.columns or plan.where:
        return ""
    return inverse(clauses_of(plan)[0])


def try_instant(run: Run) -> bool:
    """Try the change and its way back on an empty copy; when both are instant, that is how the run will do it."""
    back, draft, names = way_back_of(run.draft), run.draft, run.draft.names
    if not back:
        return False
    make_table(run, names.shadow, statements.create_shadow(draft.schema, names.original, names.shadow))
    settle(run, names.shadow, draft.keys.all_on_shadow())
    before = run.journal.ask(lambda c: read_table(c, draft.schema, names.shadow)).definition
    taken = _takes(run, names.shadow, draft.plan.alter[0])
    after = run.journal.ask(lambda c: read_table(c, draft.schema, names.shadow)).definition
    returns = taken and _takes(run, names.shadow, back)
    same = returns and run.journal.ask(lambda c: read_table(c, draft.schema, names.shadow)).definition == before
    drop_table(run, names.shadow)
    run.journal.note_gone(TABLE, names.shadow)
    if not same:
        return False
    run.journal.take_method(INSTANT)
    own = {draft.keys.stand_in(key): key.name for key in draft.keys.old if not key.generated}
    run.journal.identify(
        original_id="", shadow_id="", original_definition=draft.original.definition, new_definition=renamed(after, own)
    )
    run.reporter.report(Notice("the server makes this change, and its way back, at once: no row is copied"))
    return True


def _takes(run: Run, table: str, alter: str) -> bool:
    statement = statements.alter_instant(run.draft.schema, table, alter)
    try:
        run.journal.ask(lambda c: c.execute(statement.sql))
    except ServerError as error:
        if error.number in error_numbers.ALGORITHM_UNSUPPORTED:
            return False
        raise
    return True
