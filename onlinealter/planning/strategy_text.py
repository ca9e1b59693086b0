"""A strategy in words: which, why, what it costs, and what the next cheaper one lacks."""

from __future__ import annotations

from onlinealter.model.findings import Finding, Severity
from onlinealter.model.plan import Rollback
from onlinealter.planning.forecast import forecast
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.planning.strategies import Decision, Found, Surroundings, Way, decide, seconds_to_build

_DOES = {
    Way.METADATA: "the server changes the definition in place and reads no row",
    Way.NATIVE: "the server builds the indexes itself, beside the application's writes",
    Way.SHADOW: "rows are copied into a new table",
}


def strategy_finding(resolved: ResolvedPlan, around: Surroundings) -> Finding:
    """What is expected of the run, for ``check``; a strategy asked for by name that can't be is a warning, because only
    ``prepare`` tries it.
    """
    found = forecast(resolved)
    decision = decide(resolved, found, around)
    asked = resolved.plan.settings.strategy
    if decision.refused:
        return Finding(
            "strategy",
            Severity.WARNING,
            f'strategy = "{asked}" will probably be refused: {decision.refused}',
            'prepare tries it on an empty copy and says for certain. strategy = "auto" takes the cheapest that is possible.',
        )
    back = f"; {back_in_words(found, resolved.plan.settings.rollback)}" if decision.way is not Way.SHADOW else ""
    said = f"expected {reason_in_words(found, decision)}; {cost_in_words(found, decision, around)}{back}"
    tried = " (prepare tries it on an empty copy)" if decision.way is not Way.SHADOW else ""
    return Finding("strategy", Severity.NOTE, f"{said}{tried}")


def reason_in_words(found: Found, decision: Decision) -> str:
    """The way, and why not a cheaper one."""
    why = f" ({decision.why})" if decision.why else f" (metadata alone: not for {found.lacks})" if _names(found) else ""
    return f"{decision.way}: {_DOES[decision.way]}{why}"


def back_in_words(found: Found, rollback: Rollback = Rollback.KEEP) -> str:
    """What a rollback of a direct change does."""
    if rollback is Rollback.NONE:
        return 'no rollback: the plan says rollback = "none"'
    if found.back is Way.SHADOW:
        return f"a rollback needs a copy of the rows: rollback begins a run with ALTER {found.inverse}"
    return f"rollback is {found.back}: {found.inverse}" if found.inverse else f"rollback is {found.back}"


def cost_in_words(found: Found, decision: Decision, around: Surroundings) -> str:
    """How much work it is."""
    if decision.way is Way.NATIVE:
        return f"about {seconds_to_build(around.rows, found.changes):.0f} s of index build, on each replica again"
    return f"about {around.rows:,} rows are written again" if decision.way is Way.SHADOW else "no row is read or written"


def _names(found: Found) -> bool:
    return found.way is Way.NATIVE and bool(found.lacks)
