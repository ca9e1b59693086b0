"""The record of a rehearsal as a report: what is in the record, in the order in which a reader needs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onlinealter.model.findings import Severity
from onlinealter.model.rehearsal import (
    Curve,
    Details,
    FaultOutcome,
    LoadRun,
    Point,
    ProgramRun,
    RanStatement,
    Rehearsed,
    Verdict,
)
from onlinealter.model.series import Series, Span
from onlinealter.planning.plan_notes import told
from onlinealter.report.page_model import Code, Folded, Page, Part, Plot, Schedule, Section, Sentence, Tone, section, table
from onlinealter.report.page_texts import axis_value
from onlinealter.report.readable import count, duration
from onlinealter.report.rehearsal_limits import (
    counters_section,
    crossed_thresholds,
    passed_thresholds,
    queries_section,
    thresholds_section,
    worse_queries,
)

_RATES = {"copy rows/s": "Copy", "verify rows/s": "Verification"}
_CHUNKS = {"copy chunk seconds": "Time of a chunk copied", "verify chunk seconds": "Time of a chunk compared"}
_MEGABYTES = ("binlog of the copy", "free disk")
_LAG = "lag of "
_MOST_POINTS = 250


def page_of(result: Rehearsed) -> Page:
    """The whole report."""
    details = result.details
    sections = [
        thresholds_section(result),
        _change(details),
        _application(result),
        _schedule(result),
        _numbers("Rows per second and time of chunks", result, [*_RATES, *_CHUNKS]),
        _numbers("Replica lag", result, [name for name in _names(details) if name.startswith(_LAG)]),
        _locks(result),
        _numbers("Binlog and disk", result, _MEGABYTES),
        counters_section(result),
        _numbers("Other signals watched", result, _others(details)),
        _verification(result),
        queries_section(result),
        _tests(result),
        _findings(result),
        _statements(details),
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
        return "the built-in load met what its own statements don't explain"
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


def _change(details: Details | None) -> Section | None:
    if details is None:
        return None
    clauses = Code(";\n".join(details.alter)) if details.alter else None
    before = Folded("Definition before", details.definition) if details.definition else None
    return section(
        "What changes",
        table(("", ""), list(told(details.about).items())),
        clauses,
        Sentence(f"Strategy: {details.strategy}."),
        before,
    )


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
    yield Sentence(f"The built-in load: {what}. The longest wait of a statement took {duration(writes.longest_wait)}.")
    made = (("INSERT", writes.inserts), ("UPDATE", writes.updates), ("DELETE", writes.deletes))
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


def _names(details: Details | None) -> list[str]:
    return [curve.name for curve in details.curves] if details else []


def _others(details: Details | None) -> list[str]:
    shown = {*_RATES, *_CHUNKS, *_MEGABYTES}
    return [name for name in _names(details) if name not in shown and not name.startswith(_LAG)]


def _numbers(title: str, result: Rehearsed, names: Sequence[str]) -> Section | None:
    """A plot of each number that moved; a row for each that didn't."""
    curves = {curve.name: curve for curve in (result.details.curves if result.details else ()) if curve.points}
    breaks = tuple(each.began for each in result.phases)
    plots = [_plot(curves[name], breaks) for name in names if name in curves]
    still = [
        plot for plot in plots if len({value for each in plot.curve.points for value in (each.lowest, each.highest)}) == 1
    ]
    rows = [(plot.title, *_value_and_limit(plot)) for plot in still]
    return section(title, *(each for each in plots if each not in still), table(("always", "value", "limit"), rows, (1, 2)))


def _value_and_limit(plot: Plot) -> tuple[str, str]:
    limit = plot.curve.limit
    return axis_value(plot.curve.points[0].lowest, plot.unit), "" if limit is None else axis_value(limit, plot.unit)


def _plot(curve: Curve, breaks: tuple[float, ...]) -> Plot:
    curve = replace(curve, points=_thinned(curve.points))
    if curve.name in _RATES:
        return Plot(curve, _RATES[curve.name], "rows/s", breaks)
    if curve.name in _CHUNKS or curve.name.startswith(_LAG):
        return Plot(curve, _CHUNKS.get(curve.name, curve.name.capitalize()), "s", breaks)
    return Plot(curve, curve.name.capitalize(), "MB" if curve.name in _MEGABYTES else "", breaks)


def _thinned(points: Sequence[Point]) -> tuple[Point, ...]:
    series = Series(_MOST_POINTS)
    for each in points:
        series.add(Span(each.at, each.lowest, each.highest))
    return tuple(Point(each.at, each.lowest, each.highest) for each in series.spans)


def _locks(result: Rehearsed) -> Section | None:
    details = result.details
    if details is None or not details.lock_waits:
        return None
    longest = {each.purpose: each.seconds for each in sorted(details.statements, key=lambda one: one.seconds)}
    rows = [
        (each.purpose, f"{each.repeated:,}", duration(longest[each.purpose]) if each.purpose in longest else "?",
         ", ".join(each.blockers) or "not seen")
        for each in details.lock_waits
    ]  # fmt: skip
    return section(
        "Lock waits", table(("statement", "repeated", "longest, with its work", "who held the lock"), rows, (1, 2))
    )


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


def _findings(result: Rehearsed) -> Section | None:
    found = sorted(result.details.findings if result.details else (), key=lambda each: list(Severity).index(each.severity))
    rows = [(each.severity.value, each.check, f"{each.message} {each.remedy}".strip()) for each in found]
    notes = [("note", "rehearsal", note) for note in result.notes]
    return section("Findings", table(("severity", "check", "what was found"), [*rows, *notes]))


def _statements(details: Details | None) -> Section | None:
    if details is None or not details.statements:
        return None
    groups: dict[tuple[str, str], list[RanStatement]] = {}
    for each in details.statements:
        groups.setdefault((each.phase, each.on), []).append(each)
    folded = [
        Folded(f"{phase} of {on}: {count(len(group), 'statement')}", "\n\n".join(map(_statement, group)), printed=False)
        for (phase, on), group in groups.items()
    ]
    return section("Statements that changed the server", *folded)


def _statement(ran: RanStatement) -> str:
    return f"-- {ran.purpose}, {duration(ran.seconds)}\n{ran.sql};"


def _how_to_repeat(result: Rehearsed) -> Section | None:
    details = result.details
    server = Sentence(f"The candidate was {result.server}; its seconds are not production's.")
    if details is None:
        return section("How to repeat it", server)
    made = Sentence(f"Begun at {details.began_at}, with online-alter {details.version}.")
    left_out = Sentence(f"Not in the record, which is bounded: {', '.join(details.left_out)}.") if details.left_out else None
    return section("How to repeat it", Code(details.command) if details.command else None, server, made, left_out)
