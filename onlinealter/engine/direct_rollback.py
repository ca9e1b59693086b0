"""The way back of a change that the server made by itself: the inverse ALTER, from both definitions as the server has them.

The old one is that of the empty table that prepare has made, known by its identity; the plan, which is trusted, says which
columns were renamed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from onlinealter.engine.copied_rollback import CopyNeeded, plan_back
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.search import Extent, search_losses
from onlinealter.engine.target import TakenBack
from onlinealter.engine.trial import Tried, try_alter
from onlinealter.model.errors import Changed, Refused
from onlinealter.model.events import Notice
from onlinealter.model.findings import Severity
from onlinealter.model.plan import LossSearch, Plan, Rollback
from onlinealter.planning.nothing import counts_on
from onlinealter.planning.preview import preview_shadow
from onlinealter.planning.resolved_plan import ResolvedPlan, clauses_of, map_columns
from onlinealter.tables.column_map import trace_names
from onlinealter.tables.definition import take_apart
from onlinealter.tables.facts import TableFacts, read_table
from onlinealter.tables.identity import table_id
from onlinealter.tables.inverse import inverse_alter
from onlinealter.tables.key_choice import choose_key
from onlinealter.tables.table_keys import no_keys
from onlinealter.tables.table_options import counter_set


@dataclass(frozen=True)
class WayBack:
    """The live table, the one that keeps the old definition, and the ALTER from one to the other as it was tried."""

    live: TableFacts
    keeper: TableFacts
    alter: str
    tried: Tried | None
    counted: bool

    def is_old(self, table: TableFacts) -> bool:
        """Whether a table has the old definition."""
        return take_apart(table.definition).without_keys == take_apart(self.keeper.definition).without_keys

    def is_made(self) -> bool:
        return not self.alter or self.counted

    def without_copy(self, run: PhaseContext) -> Tried:
        """How the server makes it. Raises CopyNeeded with the plan of the run that makes it where that is by a copy."""
        if self.tried is not None and self.tried.algorithm:
            return self.tried
        table, lacks = self.live.name, self.tried.lacks if self.tried else ""
        run.reporter.report(
            Notice(
                f"going back to the old definition of {table} takes a copy of the rows, made by a run of its own: {lacks}"
            )
        )
        raise CopyNeeded(plan_back(run.resolved.plan, run.id, self.alter), TakenBack(run.id, self.live.definition))


def way_back(run: PhaseContext) -> WayBack:
    """Look at both tables and try the inverse on a copy of the live one. Raises Changed where they aren't those of the run,
    Refused where the plan gave the rollback up.
    """
    resolved, names = run.resolved, run.resolved.names
    if resolved.plan.settings.rollback is Rollback.NONE:
        raise Refused(
            f'the plan says rollback = "none": {names.original} can not be rolled back',
            remedy="Alter the table the other way round, or call 'online-alter cleanup'.",
        )
    live = run.journal.ask(lambda c: read_table(c, resolved.schema, names.original))
    keeper = run.journal.ask(lambda c: read_table(c, resolved.schema, names.retired))
    _see_whose_they_are(run, live, keeper)
    clauses = clauses_of(resolved.plan)
    living = trace_names(keeper, clauses)
    new, old = take_apart(live.create_statement), take_apart(keeper.create_statement)
    parts = [inverse_alter(old, new, living, mariadb=resolved.server.is_mariadb)] if not _alike(live, keeper) else []
    counts = counter_set(clauses) is not None and keeper.auto_increment is not None
    if counts:
        parts.append(f"AUTO_INCREMENT = {keeper.auto_increment}")
    alter = ", ".join(part for part in parts if part)
    back = Plan(names.original, (alter,))
    counted = counts and _alike(live, keeper) and run.journal.ask(lambda c: counts_on(c, back, live))
    tried = try_alter(run, live, alter) if alter and not counted else None
    return WayBack(live, keeper, alter, tried, counted)


def _alike(one: TableFacts, other: TableFacts) -> bool:
    return take_apart(one.definition).without_keys == take_apart(other.definition).without_keys


def _see_whose_they_are(run: PhaseContext, live: TableFacts, keeper: TableFacts) -> None:
    resolved, names, record = run.resolved, run.resolved.names, run.journal.record()
    now = run.journal.ask(lambda c: table_id(c, run.shard.server, resolved.schema, names.retired))
    if now != record.shadow_id and record.server_identity == run.shard.server.identity:
        raise Changed(
            f"{names.retired} is not the table that keeps the old definition: somebody made another of that name",
            remedy="Alter the table the other way round by hand, or call 'online-alter cleanup'.",
        )
    if not _alike(live, keeper) and take_apart(live.definition) != take_apart(record.new_definition):
        raise Changed(
            f"somebody altered {names.original} since the cutover",
            remedy="Undo that, or alter the table the other way round and call 'online-alter cleanup'.",
        )


def check_rows(run: PhaseContext, back: WayBack) -> None:
    """Rows that have come since may need what the old definition hasn't. Raises Refused with their keys."""
    resolved = run.resolved
    plan = Plan(
        resolved.names.original, (back.alter,), settings=replace(resolved.plan.settings, loss_search=LossSearch.WHOLE)
    )
    turned = run.journal.ask(
        lambda c: _turned(run, back.live, preview_shadow(c, plan, back.live, resolved.names.shadow), plan)
    )
    if turned is None:
        return
    found = run.journal.ask(lambda c: search_losses(c, run.shard, turned, Extent.PREPARE)).findings
    if any(finding.severity is Severity.REFUSAL for finding in found):
        raise Refused(
            f"rows of {resolved.names.original} don't fit the old definition; nothing was changed", findings=tuple(found)
        )


def _turned(run: PhaseContext, live: TableFacts, old: TableFacts, plan: Plan) -> ResolvedPlan | None:
    """The change the other way round, as a plan of its own."""
    forward, back = map_columns(plan, live, old)
    key = choose_key(live, old, forward)
    names = run.resolved.names
    if key is None:
        return None
    return ResolvedPlan(plan, names, run.shard.server, live, old, forward, back, key, no_keys(names))
