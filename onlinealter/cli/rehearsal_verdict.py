"""A rehearsal's verdict as the error that ends the command."""

from __future__ import annotations

from onlinealter.model.errors import (
    FaultMissed,
    QueryPlanWorse,
    RehearsedLoadFailed,
    RehearsedTestFailed,
    ThresholdCrossed,
)
from onlinealter.model.rehearsal import Fault, Rehearsed, ThresholdOutcome, Verdict

_AS_IT_WAS = "the candidate is as it was"


def see_that_it_passed(result: Rehearsed) -> None:
    """Raise what says why it has not."""
    if result.verdict is Verdict.TEST_FAILED:
        failed = result.tests[-1]
        raise RehearsedTestFailed(
            f"the test '{failed.moment}' failed with exit code {failed.exit_code}; {_AS_IT_WAS}",
            remedy=failed.output.rstrip() or "It printed nothing.",
        )
    if result.verdict is Verdict.FAULT_MISSED:
        missed = [fault for fault in result.faults if fault.missed]
        raise FaultMissed(
            f"the verification did not find {len(missed)} of {len(result.faults)} planted faults:"
            f" {'; '.join(map(readable, missed))}; {_AS_IT_WAS}",
            remedy="Don't run this plan on production: its verification would not notice such rows. Please report this"
            " with the plan and the table's definition.",
        )
    if result.verdict is Verdict.LOAD_FAILED and result.writes is not None:
        errors = [f"error {each.number}, {each.times} times" for each in result.writes.errors if not each.expected]
        lost = [f"{result.writes.lost} of its rows lost"] if result.writes.lost else []
        raise RehearsedLoadFailed(
            f"the {result.writes.name} met what its own statements don't explain: {'; '.join(errors + lost)}; {_AS_IT_WAS}",
            remedy="The application would meet the same. Rehearse again: where it comes again, please report it with the"
            " plan and the table's definition.",
        )
    _see_that_nothing_became_worse(result)


def _see_that_nothing_became_worse(result: Rehearsed) -> None:
    if result.verdict is Verdict.PLAN_WORSE:
        worse = [query for query in result.queries if query.findings]
        said = "; ".join(f"line {query.line}: {', '.join(query.findings)}" for query in worse)
        raise QueryPlanWorse(
            f"{len(worse)} of {len(result.queries)} queries got a worse plan: {said}; {_AS_IT_WAS}",
            remedy="Give the new definition the index that they need, or change the queries first. Take those that may"
            " become slower out of the file.",
        )
    if result.verdict is Verdict.THRESHOLD_CROSSED:
        crossed = [each.condition for each in result.thresholds if each.outcome is ThresholdOutcome.CROSSED]
        raise ThresholdCrossed(
            f"{len(crossed)} of {len(result.thresholds)} thresholds crossed: {'; '.join(crossed)}; {_AS_IT_WAS}",
            remedy="The result has the numbers. If they are as they should be, keep its record as the new baseline.",
        )


def readable(fault: Fault) -> str:
    """What it is, and where."""
    return f"{fault.kind}{f' in column {fault.column}' if fault.column else ''} at {fault.key}"
