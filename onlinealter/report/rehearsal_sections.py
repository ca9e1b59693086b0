"""The record of a rehearsal as a report: what is in the record, in the order in which a reader needs it."""

from __future__ import annotations

from collections.abc import Iterator

from onlinealter.model.rehearsal import (
    FaultOutcome,
    LoadRun,
    ProgramRun,
    Rehearsed,
    Verdict,
)
from onlinealter.report.page_model import Code, Folded, Page, Part, Schedule, Section, Sentence, Tone, section, table
from onlinealter.report.readable import count, duration
from onlinealter.report.rehearsal_limits import (
    counters_section,
    crossed_thresholds,
    passed_thresholds,
    queries_section,
    thresholds_section,
    worse_queries,
)
from onlinealter.report.work_sections import (
    CHUNKS,
    LAG,
    MEGABYTES,
    RATES,
    change_section,
    findings_section,
    locks_section,
    names_in,
    numbers_section,
    others_in,
    statements_section,
)


def page_of(result: Rehearsed) -> Page:
    """The whole report."""
    details = result.details
    sections = [
        thresholds_section(result),
        change_section(details),
        _application(result),
        _schedule(result),
        numbers_section("Rows per second and time of chunks", details, result.phases, [*RATES, *CHUNKS]),
        numbers_section("Replica lag", details, result.phases, [name for name in names_in(details) if name.startswith(LAG)]),
        locks_section(details),
        numbers_section("Binlog and disk", details, result.phases, MEGABYTES),
        counters_section(result),
        numbers_section("Other signals watched", details, result.phases, others_in(details)),
        _verification(result),
        queries_section(result),
        _tests(result),
        findings_section(details, result.notes, "rehearsal"),
        statements_section(details),
        _how_to_repeat(result),
    ]
    return Page(
        title=f"Rehearsal of {result.table}",
        verdict=_verdict(result),
        passed=result.verdict is Verdict.PASSED,
        figures=_figures(result),
        sections=tuple(each for each in sections if each is not None),
    )


def _verdict(result: Rehearsed) -> str:
    place = f"{result.table} on {result.server}"
    if result.verdict is Verdict.PASSED:
        return f"Passed: {place} was altered, brought back and left as it was, in {duration(result.seconds)}."
    return f"Failed: {_failure(result)}. {place} was brought back and left as it was."


def _failure(result: Rehearsed) -> str:
    if result.verdict is Verdict.FAULT_MISSED:
        return "the verification did not find a planted fault"
    if result.verdict is Verdict.LOAD_FAILED:
        name = result.writes.name if result.writes else "built-in load"
        return f"the {name} met what its own statements don't explain"
    if result.verdict is Verdict.PLAN_WORSE:
        return f"{worse_queries(result)} queries got a worse plan"
    if result.verdict is Verdict.THRESHOLD_CROSSED:
        crossed = crossed_thresholds(result)
        return f"{len(crossed)} of {len(result.thresholds)} thresholds crossed ({', '.join(crossed)})"
    failed = next((test for test in result.tests if test.exit_code), None)
    return f"the test '{failed.moment}' ended with exit code {failed.exit_code}" if failed else "a test failed"


def _figures(result: Rehearsed) -> tuple[tuple[str, str], ...]:
    passed = sum(not test.exit_code for test in result.tests)
    found = sum(each.outcome is FaultOutcome.FOUND for each in result.faults)
    figures = [
        ("thresholds passed", passed_thresholds(result)),
        ("longest swap", duration(result.longest_swap) if _was_swapped(result) else ""),
        ("attempts at a lock repeated", f"{result.lock_attempts:,}"),
        ("differences found", f"{result.differences:,}" if _was(result, "verify") else ""),
        ("planted faults found", f"{found} of {len(result.faults)}" if result.faults else ""),
        ("query plans worse", worse_queries(result)),
        ("tests passed", f"{passed} of {len(result.tests)}" if result.tests else ""),
        ("pauses", duration(sum(each.seconds for each in result.pauses)) if result.pauses else "none"),
        ("rows", f"{result.rows_after:,}"),
    ]
    return tuple((label, value) for label, value in figures if value)


def _was(result: Rehearsed, phase: str) -> bool:
    return any(each.phase == phase for each in result.phases)


def _was_swapped(result: Rehearsed) -> bool:
    return any(each.phase == "cutover" and each.outcome == "done" for each in result.phases)


def _application(result: Rehearsed) -> Section | None:
    parts = [*_of_command(result.load), *_of_writes(result.writes)]
    if not result.rows_unchanged:
        written = f"{result.rows_before:,} before, {result.rows_after:,} after"
        parts.append(Sentence(f"Rows were written during the rehearsal, and kept: {written}."))
    if not parts:
        return None
    if _was_swapped(result):
        parts.insert(0, Sentence(f"The tables' names were exchanged in at most {duration(result.longest_swap)}."))
    return section("What the application felt", *parts)


def _of_command(load: ProgramRun | None) -> Iterator[Part]:
    if load is None:
        return
    ended = f" It ended by itself with exit code {load.exit_code}." if load.exit_code else ""
    yield Sentence(f"The load ran for {duration(load.seconds)}.{ended}", Tone.BAD if load.exit_code else Tone.PLAIN)
    if load.output.strip():
        yield Folded("What the load printed", load.output, keep_end=True)


def _of_writes(writes: LoadRun | None) -> Iterator[Part | None]:
    if writes is None:
        return
    what = f"{count(writes.writers, 'writer')} for {duration(writes.seconds)}"
    yield Sentence(f"The {writes.name}: {what}. The longest wait of a statement took {duration(writes.longest_wait)}.")
    made = (("INSERT", writes.inserts), ("UPDATE", writes.updates), ("DELETE", writes.deletes))
    if writes.mix:
        rows = [
            (each.kind.upper(), f"{each.per_second:.1f}", f"{each.wanted_per_second:.1f}", f"{each.rows_each:.1f}",
             f"{each.wanted_rows_each:.1f}")
            for each in writes.mix
        ]  # fmt: skip
        yield table(("statement", "a second", "wanted", "rows each", "wanted"), rows, (1, 2, 3, 4))
    else:
        yield table(("statement", "times"), [(name, f"{number:,}") for name, number in made], (1,))
    unexplained = sum(each.times for each in writes.errors if not each.expected)
    yield Sentence(
        f"{count(unexplained, 'error')} that its own statements don't explain, {count(writes.lost, 'lost row')}.",
        Tone.BAD if writes.failed else Tone.GOOD,
    )
    errors = [(str(each.number), f"{each.times:,}", "yes" if each.expected else "NO") for each in writes.errors]
    yield table(("server's error", "times", "expected"), errors, (1,))
    yield from (Sentence(f"Left out: {each}.") for each in writes.left_out)


def _schedule(result: Rehearsed) -> Section | None:
    intervals = result.details.intervals if result.details else ()
    reasons = tuple(pause.reason for pause in result.pauses)
    name = result.table.rpartition(".")[2]
    whole = Schedule(name, result.phases, result.tests, intervals, result.seconds, reasons)
    pauses = table(
        ("paused for", "times", "in all"),
        [(pause.reason, f"{pause.times:,}", duration(pause.seconds)) for pause in result.pauses],
        (1, 2),
    )
    return section("Time line", whole, pauses) if result.phases or result.tests else None


def _verification(result: Rehearsed) -> Section | None:
    details, faults = result.details, result.faults
    compared = [each for each in result.phases if each.phase == "verify"]
    if not compared and not faults:
        return None
    rows = sum(each.rows for each in compared)
    good = not result.differences and not any(each.missed for each in faults)
    told = f"{count(rows, 'row')} compared, {count(result.differences, 'difference')} found."
    planted = table(
        ("planted fault", "row", "column", "outcome"),
        [(each.kind, each.key, each.column, "MISSED" if each.missed else each.outcome.value) for each in faults],
    )
    differing = table(
        ("server", "row", "how it differed"),
        [(each.server, each.key, each.kind) for each in (details.differing if details else ())],
    )
    return section("Verification", Sentence(told, Tone.GOOD if good else Tone.BAD), planted, differing)


def _tests(result: Rehearsed) -> Section | None:
    rows = [(test.moment, _end(test), duration(test.seconds)) for test in result.tests]
    outputs = [
        Folded(f"Output of the test '{test.moment}'", test.output, keep_end=True)
        for test in result.tests
        if test.output.strip()
    ]
    return section("Tests", table(("moment", "result", "time"), rows, (2,)), *outputs) if rows else None


def _end(test: ProgramRun) -> str:
    return "passed" if test.exit_code == 0 else f"FAILED, exit code {test.exit_code}"


def _how_to_repeat(result: Rehearsed) -> Section | None:
    details = result.details
    server = Sentence(f"The candidate was {result.server}; its seconds are not production's.")
    if details is None:
        return section("How to repeat it", server)
    made = Sentence(f"Begun at {details.began_at}, with online-alter {details.version}.")
    left_out = Sentence(f"Not in the record, which is bounded: {', '.join(details.left_out)}.") if details.left_out else None
    return section("How to repeat it", Code(details.command) if details.command else None, server, made, left_out)
