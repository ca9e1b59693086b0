"""How the application's statements fare with the new definition, asked on the server that they run on. None of them is run.

Before anything is copied there is only an empty table to ask: it shows which index no longer fits, and what fails, but not
how many rows are read. Before the swap the shadow has all rows and its statistics; the original keeps those that it has.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.shard import Shard
from onlinealter.engine.target import Target
from onlinealter.explaining.comparison import Fitting, without_index, worse
from onlinealter.explaining.explainer import Explainer
from onlinealter.model.errors import Refused
from onlinealter.model.events import Found
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.plan import Plan, WorseQueries
from onlinealter.model.query_plans import QueryPlan
from onlinealter.mysql.connection import Connection
from onlinealter.planning.preview import preview_in_place, unchanged_in_place
from onlinealter.planning.queries_file import read_queries_file
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.queries import Query
from onlinealter.tables.query_names import with_table

NAME = "queries"
_IN_ALL = 60.0  # seconds for all statements at one table
_REMEDY = "Keep an index for it in the ALTER, change the statement, or let the swap wait for its new version."
_REFUSING = f'{_REMEDY} worse_queries = "report" goes on in spite of it.'

_T = TypeVar("_T")


@dataclass(frozen=True)
class _Seen:
    """What became worse, or why that isn't known."""

    findings: tuple[str, ...] = ()
    unseen: str = ""


_LATE = _Seen(unseen="no time was left for it")


@dataclass(frozen=True)
class _Tables:
    """Where the statements are asked, and by which plan the original becomes the other."""

    shard: Shard
    plan: Plan
    original: TableFacts

    @property
    def refuses(self) -> bool:
        return self.plan.settings.worse_queries is WorseQueries.REFUSE

    def explainer(self, prepare: Callable[[Connection], None] | None = None) -> Explainer:
        account, schema = self.shard.primary, self.original.schema
        return Explainer(account, schema, prepare=prepare) if prepare else Explainer(account, schema)

    def over(self, query: Query, table: str) -> str | None:
        """The statement's text with the original's name exchanged; None where it doesn't name it."""
        any_case = self.shard.server.lower_case_names != 0
        return with_table(query.text, self.original.schema, self.original.name, table, any_case=any_case)


def look_at_definition(shard: Shard, target: Target, plan: Plan, original: TableFacts) -> list[Finding]:
    """What an empty table of the new definition shows. Writes nothing."""
    tables = _Tables(shard, plan, original)
    if target.queries is None:
        return _without_file(tables)
    queries = read_queries_file(target.queries)
    before, seen = _before(tables, queries)
    seen |= _by_definition(tables, _left(queries, seen), before)
    many = _how_many(seen, queries)
    message = (
        f"{many} explained over an empty table of the new definition, which shows an index that no longer fits, but not how"
        " many rows are read; where rows are copied, the cutover asks again with all of them"
    )
    return [*_findings(tables, queries, seen), Finding(NAME, Severity.NOTE, _with_unseen(message, queries, seen))]


def look_at_shadow(run: PhaseContext) -> list[Finding]:
    """What the shadow shows, which has all rows: what each statement reads there, and in the original."""
    resolved = run.resolved
    tables = _Tables(run.shard, resolved.plan, resolved.original)
    if run.queries is None:
        return _without_file(tables)
    queries = read_queries_file(run.queries)
    before, seen = _before(tables, queries)
    left = _left(queries, seen)
    with tables.explainer() as explainer:
        after = _each(left, partial(_explain_over, explainer, tables, resolved.names.shadow), run.stop.check)
    for query in left:
        plan = after.get(query.number)
        if plan is not None and not plan.error:
            seen[query.number] = _Seen(worse(before[query.number], plan))
    # What fails may fail only because another name was put into it: the unchanged text tells, over a table of that name
    failing = [query for query in left if query.number in after and after[query.number].error]
    by_definition = _by_definition(tables, failing, before)
    seen |= {
        number: found if found.findings else _Seen(unseen=found.unseen or after[number].error)
        for number, found in by_definition.items()
    }
    many = _how_many(seen, queries)
    note = Finding(NAME, Severity.NOTE, _with_unseen(f"{many} explained over the original and the copy", queries, seen))
    return [*_findings(tables, queries, seen), note]


def see_that_queries_fare(run: PhaseContext) -> None:
    """Tell what the shadow shows. Raises Refused where the plan wants that."""
    found = look_at_shadow(run)
    against = [finding for finding in found if finding.severity is Severity.REFUSAL]
    if against:
        raise Refused(
            f"not swapped: {len(against)} finding{'s' if len(against) != 1 else ''} about the application's statements;"
            f" {run.resolved.names.original} is as it was",
            findings=tuple(found),
        )
    for finding in found:
        run.reporter.report(Found(finding))


def _before(tables: _Tables, queries: Sequence[Query]) -> tuple[Mapping[int, QueryPlan], dict[int, _Seen]]:
    """The plans over the original; and of those that can't be compared, why."""
    with tables.explainer() as explainer:
        called = explainer.functions_called(queries)
        seen = {number: _Seen(unseen=f"it calls {name}(), a stored function") for number, name in called.items()}
        table = tables.original.name
        for query in queries:
            if query.number not in seen and tables.over(query, table) is None:
                seen[query.number] = _Seen(unseen=f"it doesn't name {table}")
        plans = _each(_left(queries, seen), explainer.explain)
    seen |= {number: _Seen(unseen=plan.error) for number, plan in plans.items() if plan.error}
    return plans, seen | {query.number: _LATE for query in _left(queries, seen) if query.number not in plans}


def _by_definition(tables: _Tables, queries: Sequence[Query], before: Mapping[int, QueryPlan]) -> dict[int, _Seen]:
    """What the definitions alone show. An empty table of the old one has to show that it isn't the emptiness."""
    if not queries:
        return {}
    new = _fittings(tables, queries, partial(preview_in_place, plan=tables.plan, original=tables.original))
    lost = {number: _lost(before[number], found) for number, found in new.items()}
    asked = [query for query in queries if lost.get(query.number)]
    old = _fittings(tables, asked, partial(unchanged_in_place, original=tables.original)) if asked else {}
    seen = dict[int, _Seen]()
    for query in queries:
        control = old.get(query.number, ())
        if query.number not in lost:
            seen[query.number] = _LATE
        elif not lost[query.number]:
            seen[query.number] = _Seen()
        elif query.number not in old or _lost(before[query.number], control):
            seen[query.number] = _Seen(
                unseen=control if isinstance(control, str) and control else "an empty table doesn't show it"
            )
        else:
            seen[query.number] = _Seen(lost[query.number])
    return seen


def _fittings(
    tables: _Tables, queries: Sequence[Query], prepare: Callable[[Connection], None]
) -> Mapping[int, tuple[Fitting, ...] | str]:
    with tables.explainer(prepare) as explainer:
        return _each(queries, explainer.fitting)


def _lost(before: QueryPlan, found: tuple[Fitting, ...] | str) -> tuple[str, ...]:
    if isinstance(found, str):
        return (f"it fails with the new definition: {found}",)
    return without_index(before, found)


def _explain_over(explainer: Explainer, tables: _Tables, shadow: str, query: Query) -> QueryPlan:
    """The plan over the shadow, with the original's name for it."""
    found = explainer.explain(replace(query, text=tables.over(query, shadow) or query.text))
    name = tables.original.name
    return replace(found, steps=tuple(replace(each, table=name) if each.table == shadow else each for each in found.steps))


def _each(queries: Iterable[Query], ask: Callable[[Query], _T], check: Callable[[], None] | None = None) -> dict[int, _T]:
    """The answers by the statements' numbers, as far as the time goes."""
    began, found = time.monotonic(), dict[int, _T]()
    for query in queries:
        if time.monotonic() - began > _IN_ALL:
            break
        if check is not None:
            check()
        found[query.number] = ask(query)
    return found


def _left(queries: Sequence[Query], seen: Mapping[int, _Seen]) -> list[Query]:
    return [query for query in queries if query.number not in seen]


def _findings(tables: _Tables, queries: Sequence[Query], seen: Mapping[int, _Seen]) -> list[Finding]:
    severity = Severity.REFUSAL if tables.refuses else Severity.WARNING
    return [
        Finding(
            NAME, severity, f"{_place(query)}: {'; '.join(found)}: {query.shown}", _REFUSING if tables.refuses else _REMEDY
        )
        for query in queries
        if (found := seen[query.number].findings if query.number in seen else ())
    ]


def _without_file(tables: _Tables) -> list[Finding]:
    """A plan that refuses by what isn't there would be taken for one that has looked."""
    if not tables.refuses:
        return []
    message = 'worse_queries is "refuse", but there is no file of queries beside a plan file'
    return [Finding(NAME, Severity.REFUSAL, message, "Give the plan file, with PLAN.queries.sql beside PLAN.toml.")]


def _how_many(seen: Mapping[int, _Seen], queries: Sequence[Query]) -> str:
    told = sum(query.number in seen and not seen[query.number].unseen for query in queries)
    return f"{told} of {len(queries)} statement{'s' if len(queries) != 1 else ''}"


def _with_unseen(message: str, queries: Sequence[Query], seen: Mapping[int, _Seen]) -> str:
    unseen = [f"{_place(query)}: {why}" for query in queries if (why := seen.get(query.number, _LATE).unseen)]
    return f"{message}. Not compared: {'; '.join(unseen)}" if unseen else message


def _place(query: Query) -> str:
    return f"line {query.line}"
