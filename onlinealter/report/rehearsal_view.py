"""The result of a rehearsal as a person reads it."""

from __future__ import annotations

from onlinealter.model.query_plans import ExplainedQuery
from onlinealter.model.rehearsal import (
    Fault,
    FaultOutcome,
    LoadRun,
    Pause,
    Played,
    ProgramRun,
    Rehearsed,
    Threshold,
    Verdict,
)
from onlinealter.report.readable import count, duration, one_line, rate
from onlinealter.report.rehearsal_limits import threshold_text


def rehearsal_as_text(result: Rehearsed) -> str:
    """The verdict first, then what it rests on."""
    lines = [
        one_line(f"{_verdict(result)}: {result.table} on {result.server}, in {duration(result.seconds)}"),
        *map(_phase, result.phases),
        f"longest swap {duration(result.longest_swap)}, {count(result.lock_attempts, 'attempt')} at a lock repeated,"
        f" {count(result.differences, 'difference')} found by verification",
        *map(_pause, result.pauses),
        *(f"test {test.moment}: {_end(test)} in {duration(test.seconds)}" for test in result.tests),
        *([_load(result.load)] if result.load else []),
        *(_writes(result.writes) if result.writes else []),
        *(_faults(result.faults) if result.faults else []),
        *(_queries(result.queries) if result.queries else []),
        *map(_threshold, result.thresholds),
        _rows(result),
        *(one_line(f"note: {note}") for note in result.notes),
    ]
    return "\n".join(lines)


def _verdict(result: Rehearsed) -> str:
    return {
        Verdict.PASSED: "PASSED",
        Verdict.TEST_FAILED: "FAILED by a test",
        Verdict.LOAD_FAILED: f"FAILED by the {result.writes.name if result.writes else 'built-in load'}",
        Verdict.FAULT_MISSED: "FAILED by a planted fault",
        Verdict.PLAN_WORSE: "FAILED by a query plan",
        Verdict.THRESHOLD_CROSSED: "FAILED by a threshold",
    }[result.verdict]


def _phase(played: Played) -> str:
    done = f"{count(played.rows, 'row')}, {rate(played.rows / played.seconds)}" if played.rows and played.seconds else ""
    outcome = "" if played.outcome == "done" else f" [{played.outcome}]"
    return f"  {played.phase:<9} {duration(played.seconds):>9}  {one_line(played.on)}{outcome}  {done}".rstrip()


def _pause(pause: Pause) -> str:
    return one_line(f"paused for {pause.reason}: {count(pause.times, 'time')}, {duration(pause.seconds)}")


def _end(test: ProgramRun) -> str:
    return "passed" if test.exit_code == 0 else f"FAILED with exit code {test.exit_code}"


def _load(load: ProgramRun) -> str:
    by_itself = f", ended by itself with exit code {load.exit_code}" if load.exit_code else ""
    return f"load: ran beside for {duration(load.seconds)}{by_itself}"


def _writes(writes: LoadRun) -> list[str]:
    kinds = ", ".join(
        count(number, kind)
        for number, kind in (
            *([(writes.selects, "SELECT")] if writes.mix else []),
            (writes.inserts, "INSERT"),
            (writes.updates, "UPDATE"),
            (writes.deletes, "DELETE"),
        )
    )
    said = f"load: {kinds} by {count(writes.writers, 'writer')} in {duration(writes.seconds)}"
    return [
        f"{said}, longest wait {duration(writes.longest_wait)}, {count(writes.lost, 'row')} lost",
        *(
            f"load: {each.kind} {each.per_second:.1f} a second of {each.wanted_per_second:.1f},"
            f" {each.rows_each:.1f} rows each of {each.wanted_rows_each:.1f}"
            for each in writes.mix
        ),
        *(
            f"load: error {each.number}, {count(each.times, 'time')}{', as its values explain' if each.expected else ''}"
            for each in writes.errors
        ),
        *(one_line(f"load: {said}") for said in writes.left_out),
    ]


def _faults(faults: tuple[Fault, ...]) -> list[str]:
    found = sum(fault.outcome is FaultOutcome.FOUND for fault in faults)
    others = [fault for fault in faults if fault.outcome is not FaultOutcome.FOUND]
    return [f"planted faults: {found} of {len(faults)} found by the verification", *map(_fault, others)]


def _fault(fault: Fault) -> str:
    column = f", column {fault.column}" if fault.column else ""
    return f"  {one_line(f'{fault.kind} at {fault.key}{column}: {fault.outcome}')}"


def _queries(queries: tuple[ExplainedQuery, ...]) -> list[str]:
    worse = [query for query in queries if query.findings]
    said = f"query plans: {len(queries) - len(worse)} of {len(queries)} as good as before"
    looked = said if any(query.after for query in queries) else "query plans: not looked at with the new definition"
    return [looked, *map(_worse, worse)]


def _worse(query: ExplainedQuery) -> str:
    findings = "; ".join(query.findings)
    return f"  {one_line(f'line {query.line}: {findings}: {query.statement}')}"


def _threshold(threshold: Threshold) -> str:
    return one_line(f"threshold {threshold.condition}: {threshold_text(threshold)}")


def _rows(result: Rehearsed) -> str:
    if result.rows_unchanged:
        rows = count(result.rows_before, "row")
        return f"the candidate is as it was: definition, triggers, grants, AUTO_INCREMENT, {rows}"
    return (
        "the candidate is as it was: definition, triggers, grants; rows were written meanwhile:"
        f" {result.rows_before:,} before, {result.rows_after:,} after"
    )
