"""The very statements that a run will run, phase by phase, for ``plan`` to show."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.checksums import statements as checksums
from onlinealter.copying import statements as copying
from onlinealter.engine import statements as journal
from onlinealter.engine.index_build import deferred_indexes
from onlinealter.model.plan import Strategy
from onlinealter.model.states import Phase
from onlinealter.planning import keys, statements
from onlinealter.planning.forecast import forecast
from onlinealter.planning.likeness import create_keeper, create_shadow, create_trial_copy
from onlinealter.planning.resolved_plan import ResolvedPlan, as_one_alter
from onlinealter.planning.strategies import Decision, Found, Surroundings, Way, decide, needs_copy
from onlinealter.sql.statement import Statement
from onlinealter.tables.chunks import KeyRange

PlannedStatements = tuple[tuple[Phase, tuple[Statement, ...]], ...]

_WHOLE = KeyRange(None, None, 1)  # each chunk's statement has its bounds in place of TRUE


def planned_statements(resolved: ResolvedPlan, rows: int, replicas: int) -> PlannedStatements:
    """Statements by phase. The copy and the comparison are shown once, without a chunk's bounds."""
    found = forecast(resolved)
    decision = decide(resolved, found, Surroundings(replicas, rows))
    if decision.way is not Way.SHADOW:
        return _direct(resolved, found, decision)
    return (
        (Phase.PREPARE, tuple(_prepare(resolved, found, rows, replicas))),
        (Phase.EXECUTE, tuple(_execute(resolved, rows, replicas))),
        (Phase.VERIFY, (Statement("compare a chunk", checksums.compare(resolved.comparison(), _WHOLE)),)),
        (Phase.CUTOVER, tuple(_cutover(resolved))),
        (Phase.CLEANUP, tuple(_clean_up(resolved))),
    )


def _prepare(resolved: ResolvedPlan, expected: Found, rows: int, replicas: int) -> list[Statement]:
    schema, names = resolved.schema, resolved.names
    found = [Statement("create the journal", sql) for sql in journal.create_journal(schema)]
    if resolved.plan.settings.strategy is not Strategy.SHADOW and not needs_copy(resolved):
        found += _tries(resolved, expected)
    shadow = create_shadow(resolved.original, names.shadow, mariadb=resolved.server.is_mariadb)
    renamed = keys.renamed_checks(resolved)
    said = ", ".join(f"{name} will be {new}" for name, new in renamed.items())
    found.append(replace(shadow, purpose=f"{shadow.purpose}; of its CHECKs {said}") if said else shadow)
    found += keys.at_prepare(resolved)
    deferred = deferred_indexes(resolved, resolved.shadow, rows=rows, replicas=replicas)
    if deferred:
        found.append(statements.drop_indexes(schema, names.shadow, deferred))
    return [*found, *resolved.forward_triggers().values()]


def _tries(resolved: ResolvedPlan, found: Found) -> list[Statement]:
    """What prepare tries on a copy, each by one algorithm after the other until the server takes it."""
    schema, copy, mariadb = resolved.schema, resolved.names.shadow, resolved.server.is_mariadb
    made = [create_trial_copy(resolved.original, copy, mariadb=mariadb)]
    for purpose, alter in (("try the change", as_one_alter(resolved.plan)), ("try the rollback", found.inverse)):
        for algorithm in ("INSTANT", _in_place(resolved)) if alter else ():
            tried = statements.alter_by(schema, copy, alter, algorithm)
            made.append(replace(tried, purpose=f"{purpose}, until the server takes it"))
    columns = [column.name for column in resolved.original.columns if not column.generated]
    row = statements.copy_one_row(schema, resolved.names.original, copy, columns)
    return [
        *made,
        Statement("try the change again beside a row", row),
        statements.drop_table(schema, copy, f"drop the table {copy}"),
    ]


def _in_place(resolved: ResolvedPlan) -> str:
    return "NOCOPY" if resolved.server.is_mariadb else "INPLACE"


def _direct(resolved: ResolvedPlan, found: Found, decision: Decision) -> PlannedStatements:
    """Without a copy. The algorithm is the one that the server takes on the table that prepare tries it on."""
    schema, names, server = resolved.schema, resolved.names, resolved.server
    made = [Statement("create the journal", sql) for sql in journal.create_journal(schema)]
    made += _tries(resolved, found)
    made.append(create_keeper(resolved.original, names.retired, mariadb=server.is_mariadb))
    change = statements.alter_by(schema, names.original, as_one_alter(resolved.plan), _in_place(resolved))
    if decision.way is Way.NATIVE:
        change = statements.build_in_table(change, server, gently=False)
    purpose = f"{change.purpose} (by INSTANT where the server takes that)"
    return (
        (Phase.PREPARE, tuple(made)),
        (Phase.EXECUTE, ()),
        (Phase.VERIFY, ()),
        (Phase.CUTOVER, (replace(change, purpose=purpose),)),
        (Phase.CLEANUP, (statements.drop_table(schema, names.retired, f"drop the table {names.retired}"),)),
    )


def _execute(resolved: ResolvedPlan, rows: int, replicas: int) -> list[Statement]:
    schema, names = resolved.schema, resolved.names
    copy = resolved.copy()
    found = [Statement("copy a chunk", copying.copy_key_range(copy, _WHOLE), (names.original, names.shadow))]
    deferred = deferred_indexes(resolved, resolved.shadow, rows=rows, replicas=replicas)
    if deferred:
        found.append(statements.add_indexes(schema, names.shadow, deferred, resolved.server))
    return [*found, Statement("analyze the shadow", statements.analyze(schema, names.shadow))]


def _cutover(resolved: ResolvedPlan) -> list[Statement]:
    """MySQL makes and drops our triggers behind the one lock of the swap; MariaDB can't swap behind a lock."""
    carrying, live = resolved.carrying(), resolved.names.original
    mariadb, bare = resolved.server.is_mariadb, resolved.bares_the_original
    reverse = resolved.reverse_triggers().values()
    dropped = resolved.drop_triggers(live if bare else resolved.names.retired, back=False).values()
    reopened = [statements.reopen_table(resolved.schema, resolved.names.shadow)] if mariadb else []
    return [
        *reopened,
        *(reverse if mariadb else ()),
        *carrying.stand_ins(live, of_new=False).values(),
        *carrying.stand_ins(resolved.names.shadow, of_new=True).values(),
        *keys.before_swap(resolved),
        *(() if mariadb else reverse),
        *carrying.drop_originals(live).values(),
        *(dropped if bare else ()),
        resolved.swap(),
        *carrying.create_originals(live, of_new=True).values(),
        *carrying.drop_stand_ins(live, of_new=True).values(),
        *(() if mariadb else dropped),
        *carrying.drop_stand_ins(resolved.names.retired, of_new=False).values(),
        *keys.after_swap(resolved),
        *(dropped if mariadb and not bare else ()),
    ]


def _clean_up(resolved: ResolvedPlan) -> list[Statement]:
    dropped = resolved.drop_triggers(resolved.names.original, back=True)
    retired = resolved.names.retired
    return [*dropped.values(), statements.drop_table(resolved.schema, retired, f"drop the table {retired}")]
