"""The very statements that a run will run, phase by phase, for ``plan`` to show."""

from __future__ import annotations

from onlinealter.checksums import statements as checksums
from onlinealter.copying import statements as copying
from onlinealter.engine import statements as journal
from onlinealter.engine.index_build import deferred_indexes
from onlinealter.engine.instant import way_back_of
from onlinealter.model.states import Phase
from onlinealter.planning import keys, statements
from onlinealter.planning.draft import Draft
from onlinealter.sql.statement import Statement
from onlinealter.tables.ranges import Segment

Outline = tuple[tuple[Phase, tuple[Statement, ...]], ...]

_WHOLE = Segment(None, None, 1)  # each chunk's statement has its bounds in place of TRUE


def outline(draft: Draft, rows: int, replicas: int) -> Outline:
    """Statements by phase. The copy and the comparison are shown once, without a chunk's bounds."""
    return (
        (Phase.PREPARE, tuple(_prepare(draft, rows, replicas))),
        (Phase.EXECUTE, tuple(_execute(draft, rows, replicas))),
        (Phase.VERIFY, (Statement("compare a chunk", checksums.compare(draft.comparison(), _WHOLE)),)),
        (Phase.CUTOVER, tuple(_cutover(draft))),
        (Phase.CLEANUP, tuple(_clean_up(draft))),
    )


def _prepare(draft: Draft, rows: int, replicas: int) -> list[Statement]:
    schema, names = draft.schema, draft.names
    found = [Statement("create the journal", sql) for sql in journal.create_journal(schema)]
    found.append(statements.create_shadow(schema, names.original, names.shadow))
    back = way_back_of(draft)
    if back:
        found.append(_try(statements.alter_instant(schema, names.shadow, draft.plan.alter[0]), "the change"))
        found.append(_try(statements.alter_instant(schema, names.shadow, back), "its way back"))
    found += keys.at_prepare(draft)
    deferred = deferred_indexes(draft, draft.shadow, rows=rows, replicas=replicas)
    if deferred:
        found.append(statements.drop_indexes(schema, names.shadow, deferred))
    return [*found, *draft.forward_triggers().values()]


def _try(statement: Statement, what: str) -> Statement:
    """When the server takes both, the cutover is the first of them on the table itself, and nothing below is run."""
    return Statement(f"try {what} at once; if both are taken, the cutover is that and nothing is copied", statement.sql)


def _execute(draft: Draft, rows: int, replicas: int) -> list[Statement]:
    schema, names = draft.schema, draft.names
    copy = draft.copy()
    found = [Statement("copy a chunk", copying.copy_segment(copy, _WHOLE), (names.original, names.shadow))]
    deferred = deferred_indexes(draft, draft.shadow, rows=rows, replicas=replicas)
    if deferred:
        found.append(statements.add_indexes(schema, names.shadow, deferred, draft.server))
    return [*found, Statement("analyze the shadow", statements.analyze(schema, names.shadow))]


def _cutover(draft: Draft) -> list[Statement]:
    carrying, live = draft.carrying(), draft.names.original
    bare = draft.bares_the_original
    dropped = draft.drop_triggers(live if bare else draft.names.retired, back=False).values()
    return [
        *draft.reverse_triggers().values(),
        *carrying.stand_ins(live, of_new=False).values(),
        *carrying.stand_ins(draft.names.shadow, of_new=True).values(),
        *keys.before_swap(draft),
        *carrying.drop_originals(live).values(),
        *(dropped if bare else ()),
        draft.swap(),
        *carrying.create_originals(live, of_new=True).values(),
        *carrying.drop_stand_ins(live, of_new=True).values(),
        *carrying.drop_stand_ins(draft.names.retired, of_new=False).values(),
        *keys.after_swap(draft),
        *(() if bare else dropped),
    ]


def _clean_up(draft: Draft) -> list[Statement]:
    dropped = draft.drop_triggers(draft.names.original, back=True)
    retired = draft.names.retired
    return [*dropped.values(), statements.drop_table(draft.schema, retired, f"drop the table {retired}")]
