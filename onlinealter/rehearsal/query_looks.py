"""The plans of the queries file, seen at two moments of a rehearsal."""

from __future__ import annotations

from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Target
from onlinealter.explaining.comparison import worse
from onlinealter.explaining.explainer import Explainer
from onlinealter.model.errors import UsageFault
from onlinealter.model.query_plans import ExplainedQuery, QueryPlan
from onlinealter.planning.statements import analyze
from onlinealter.rehearsal.candidate import open_candidate
from onlinealter.tables.queries import Query


class Looks:
    """Plans before the alteration, and after it if it came to that."""

    def __init__(self, target: Target, queries: tuple[Query, ...], stop: StopFlag) -> None:
        self._target, self._queries, self._stop = target, queries, stop
        self._before: tuple[QueryPlan, ...] = ()
        self._after: tuple[QueryPlan, ...] = ()

    def before(self) -> None:
        """Raises UsageFault with all statements that can't be explained."""
        if not self._queries:
            return
        with self._explainer() as explainer:
            called = explainer.functions_called(self._queries)
            faults = [
                f"{_place(query)}: {called[query.number]}() is a stored function"
                for query in self._queries
                if query.number in called
            ]
            if not faults:
                self._before = self._plans(explainer)
            pairs = zip(self._queries, self._before, strict=False)
            faults += [f"{_place(query)}: {plan.error}" for query, plan in pairs if plan.error]
        if faults:
            raise UsageFault("the candidate can't explain all queries", faults=faults, remedy="Fix them, or take them out.")

    def after(self) -> None:
        """With the new definition in front, and fresh statistics."""
        if not self._queries:
            return
        with open_candidate(self._target) as connection:
            connection.rows(analyze(self._target.schema, self._target.table))
        with self._explainer() as explainer:
            self._after = self._plans(explainer)

    def _explainer(self) -> Explainer:
        return Explainer(self._target.primary, self._target.schema)

    def _plans(self, explainer: Explainer) -> tuple[QueryPlan, ...]:
        plans = list[QueryPlan]()
        for query in self._queries:
            self._stop.check()
            plans.append(explainer.explain(query))
        return tuple(plans)

    def told(self) -> tuple[ExplainedQuery, ...]:
        """What was seen."""
        found = list[ExplainedQuery]()
        for place, (query, before) in enumerate(zip(self._queries, self._before, strict=True)):
            after = self._after[place] if self._after else None
            said = worse(before, after) if after else ()
            found.append(ExplainedQuery(query.number, query.line, query.shown, before, after, said))
        return tuple(found)


def _place(query: Query) -> str:
    return f"statement {query.number}, line {query.line}"
