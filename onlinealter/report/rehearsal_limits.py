"""Thresholds, counters and query plans of a rehearsal's record, as a report shows them."""

from __future__ import annotations

from onlinealter.model.query_plans import ExplainedQuery, PlanStep, QueryPlan
from onlinealter.model.rehearsal import Rehearsed, Threshold, ThresholdOutcome
from onlinealter.report.page_model import Folded, Part, Section, Sentence, Tone, section, table

_OUTCOMES = {
    ThresholdOutcome.PASSED: "passed",
    ThresholdOutcome.CROSSED: "CROSSED",
    ThresholdOutcome.SKIPPED: "skipped",
}
_NOT_SEEN = "not looked at"


def threshold_text(threshold: Threshold) -> str:
    """What came of it, and the numbers."""
    numbers = [] if threshold.value is None else [f"{_number(threshold.value)}, limit {_number(threshold.limit)}"]
    numbers += [f"baseline {_number(threshold.baseline)}"] if threshold.baseline is not None else []
    numbers += [threshold.reason] if threshold.reason else []
    return f"{_OUTCOMES[threshold.outcome]} ({', '.join(numbers)})"


def thresholds_section(result: Rehearsed) -> Section | None:
    """Each with its numbers; why one was not held is said below, where a phone has room for it."""
    rows = [
        (each.condition, _OUTCOMES[each.outcome], _number(each.value), _number(each.limit)) for each in result.thresholds
    ]
    said = Sentence(f"{passed_thresholds(result)} passed.", Tone.BAD if crossed_thresholds(result) else Tone.GOOD)
    reasons = [Sentence(f"{each.condition}: {each.reason}.") for each in result.thresholds if each.reason]
    numbers = table(("fails if", "outcome", "this time", "limit"), rows, (2, 3))
    return section("Thresholds", said, numbers, *reasons) if rows else None


def crossed_thresholds(result: Rehearsed) -> tuple[str, ...]:
    """The conditions by which the rehearsal fails."""
    return tuple(each.condition for each in result.thresholds if each.outcome is ThresholdOutcome.CROSSED)


def passed_thresholds(result: Rehearsed) -> str:
    """How many of how many; empty where there are none."""
    passed = sum(each.outcome is ThresholdOutcome.PASSED for each in result.thresholds)
    return f"{passed} of {len(result.thresholds)}" if result.thresholds else ""


def worse_queries(result: Rehearsed) -> str:
    """How many of how many; empty where none was looked at."""
    worse = sum(bool(each.findings) for each in result.queries)
    return f"{worse} of {len(result.queries)}" if any(each.after for each in result.queries) else ""


def counters_section(result: Rehearsed) -> Section | None:
    """What the server has counted, whoever made it do so."""
    rows = [(each.name, f"{each.value:,}") for each in result.counters]
    said = Sentence("From begin to end, by all its sessions.") if rows else None
    return section("What the server counted", said, table(("counter", "value"), rows, (1,)))


def queries_section(result: Rehearsed) -> Section | None:
    """The findings first, then what is read of which query, then each plan, folded."""
    if not result.queries:
        return None
    worse = [(f"{each.line}", each.statement, "; ".join(each.findings)) for each in result.queries if each.findings]
    rows = [(f"{each.line}", each.statement, f"{each.before.rows:,}", _rows_now(each.after)) for each in result.queries]
    return section(
        "Query plans",
        _told(result, len(worse)),
        table(("line", "query", "what became worse"), worse, (0,)),
        table(("line", "query", "rows read before", "now"), rows, (0, 2, 3)),
        *(_plans(each) for each in result.queries),
    )


def _rows_now(plan: QueryPlan | None) -> str:
    if plan is None:
        return _NOT_SEEN
    return "fails" if plan.error else f"{plan.rows:,}"


def _told(result: Rehearsed, worse: int) -> Part:
    if not worse_queries(result):
        return Sentence("The rehearsal ended before they could be looked at with the new definition.")
    said = f"{worse_queries(result)} got worse. Rows are the server's own estimate; no query was run."
    return Sentence(said, Tone.BAD if worse else Tone.GOOD)


def _plans(query: ExplainedQuery) -> Folded:
    text = f"{query.statement}\n\nbefore\n{_plan(query.before)}\n\nwith the new definition\n{_plan(query.after)}"
    return Folded(f"Plans of the query of line {query.line}", text, printed=False)


def _plan(plan: QueryPlan | None) -> str:
    if plan is None:
        return f"  {_NOT_SEEN}"
    return "\n".join([*map(_step, plan.steps)] or [f"  {plan.error or 'no table is read'}"])


def _step(step: PlanStep) -> str:
    return f"  {step.table}: {step.access}, {step.index or 'no index'}, {step.rows:,} rows, {step.filtered:g} % stay"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.3f}"
