"""A run as a report: what is known of it, in the order in which a reader needs it."""

from __future__ import annotations

from collections.abc import Iterator

from onlinealter.model.run_report import Limit, ReportedRun, SessionEnd
from onlinealter.model.states import Phase, State
from onlinealter.report.page_model import Code, Page, Part, Schedule, Section, Sentence, Tone, section, table
from onlinealter.report.page_texts import axis_value
from onlinealter.report.readable import count, duration, percent, size, whole_seconds
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

_FELT = ("threads running", "row lock waits on the copy")
"""Signals that are the application's own."""
_IN_THE_MIDDLE = frozenset({
    State.PREPARING, State.COPYING, State.VERIFYING, State.SWAPPING, State.ROLLING_BACK, State.CLEANING, State.ABORTING,
})  # fmt: skip
_SAYINGS = {
    State.SWAPPED: "the new definition is in use, and rollback is possible",
    State.DONE: "the new definition is in use, and the run is over",
    State.ABORTED: "the run was given up, and the table is as it was",
}


def page_of_run(run: ReportedRun) -> Page:
    """The whole report."""
    details, phases = run.details, run.phases
    sections = [
        _limits(run),
        change_section(details, run.definition_after, run.method),
        _application(run),
        _schedule(run),
        numbers_section("Rows per second and time of chunks", details, phases, [*RATES, *CHUNKS]),
        numbers_section("Replica lag", details, phases, [name for name in names_in(details) if name.startswith(LAG)]),
        locks_section(details),
        numbers_section("Binlog and disk", details, phases, MEGABYTES),
        numbers_section(
            "Other signals watched", details, phases, [name for name in others_in(details) if name not in _FELT]
        ),
        _verification(run),
        findings_section(details, run.notes, "run"),
        statements_section(details),
        _how_to_repeat(run),
    ]
    return Page(
        title=f"Run {run.run} of {run.table}",
        verdict=_verdict(run),
        passed=not _amiss(run),
        figures=tuple(_figures(run)),
        sections=tuple(each for each in sections if each is not None),
    )


def _amiss(run: ReportedRun) -> bool:
    stands_still = run.state in _IN_THE_MIDDLE and not run.owner
    return stands_still or bool(run.failure or run.conflicts or run.verification == "failed")


def _verdict(run: ReportedRun) -> str:
    state = State(run.state) if run.state in set(State) else None
    place = f"{run.table} on {run.server}"
    waits = f" It waits: {run.waiting}." if run.waiting else ""
    if run.failure:
        return f"Stopped while {run.state}: {run.failure}. {_next(run)}".rstrip()
    if state in _SAYINGS:
        return f"{_SAYINGS[state].capitalize()}: {place}. {_next(run)}".rstrip()
    if run.owner:
        copying = state is State.COPYING and run.estimated_rows
        done = f", {percent(run.rows_copied / run.estimated_rows)} copied" if copying else ""
        return f"At work: {place} is {run.state}{done}.{waits}"
    said = "Interrupted, and no process is attached" if state in _IN_THE_MIDDLE else "No process is attached"
    return f"{said}: {place} is {run.state}. {_next(run)}".rstrip()


def _next(run: ReportedRun) -> str:
    return f"Next: {run.following}." if run.following else ""


def _figures(run: ReportedRun) -> Iterator[tuple[str, str]]:
    yield "rows copied", f"{run.rows_copied:,}"
    if run.recorded:
        yield "time at work", whole_seconds(run.seconds)
    if run.swaps:
        yield "longest swap", duration(max(each.seconds for each in run.swaps))
    if run.recorded:
        yield "attempts at a lock repeated", f"{run.lock_attempts:,}"
        yield "pauses", duration(sum(each.seconds for each in run.pauses)) if run.pauses else "none"
    if run.verification:
        yield "verification", run.verification
    if run.differences:
        yield "differences found", f"{run.differences:,}"
    if run.conflicts:
        yield "rows that don't fit", f"{run.conflicts:,}"
    if run.binlog_bytes:
        yield "written to the binlog", size(run.binlog_bytes)


def _limits(run: ReportedRun) -> Section | None:
    rows = [
        (each.signal, f"{'≥' if each.below else '≤'} {axis_value(each.limit, _unit(each))}",
         axis_value(each.worst, _unit(each)), f"{each.times:,}, {duration(each.seconds)}" if each.times else "-")
        for each in run.limits
    ]  # fmt: skip
    return section("Limits", table(("signal", "limit", "worst seen", "pauses"), rows, (1, 2, 3)))


def _unit(limit: Limit) -> str:
    if limit.signal in MEGABYTES:
        return "MB"
    return "s" if limit.signal.startswith(LAG) else ""


def _application(run: ReportedRun) -> Section | None:
    parts: list[Part | None] = []
    for each in run.swaps:
        led = "back to the old definition" if each.back else "to the new definition"
        parts.append(Sentence(f"The names were exchanged in {duration(each.seconds)}, {led}."))
    if run.lock_attempts:
        repeated = count(run.lock_attempts, "time")
        parts.append(Sentence(f"Statements of the run stepped back from a lock {repeated}, to try again."))
    parts += [Sentence(f"A session was ended: {each}.", Tone.BAD) for each in run.killed]
    plots = numbers_section("", run.details, run.phases, _FELT)
    parts += plots.parts if plots else ()
    return section("What the application felt", *parts)


def _schedule(run: ReportedRun) -> Section | None:
    if not run.phases:
        said = "This machine has no record of the work: it was done on another one, or is older than its last hundred runs."
        return section("Time line", Sentence(said)) if not run.recorded else None
    name = run.table.rpartition(".")[2]
    reasons = tuple(each.reason for each in run.pauses)
    whole = Schedule(name, run.phases, (), run.details.intervals, run.seconds, reasons)
    pauses = table(
        ("paused for", "times", "in all"),
        [(each.reason, f"{each.times:,}", duration(each.seconds)) for each in run.pauses],
        (1, 2),
    )
    sessions = [
        (_moment(each.began_at), whole_seconds(each.seconds), _END[each.ended],
         whole_seconds(each.idle_before) if each.idle_before else "-")
        for each in run.sessions
    ]  # fmt: skip
    columns = ("command began (UTC)", "worked", "its end", "idle before")
    counted = Sentence("Only time in which a command was at work is counted.") if len(run.sessions) > 1 else None
    return section("Time line", counted, whole, pauses, table(columns, sessions, (1, 3)))


_END = {SessionEnd.CLOSED: "ended", SessionEnd.LOST: "process lost", SessionEnd.AT_WORK: "at work"}


def _moment(timestamp: str) -> str:
    return timestamp[:19].replace("T", " ")


def _verification(run: ReportedRun) -> Section | None:
    compared = [each for each in run.phases if each.phase == Phase.VERIFY]
    if not compared and not run.verification:
        return None
    rows = sum(each.rows for each in compared)
    said = (
        f"{count(rows, 'row')} compared, {count(run.differences, 'difference')} found" if compared else "Not in the record"
    )
    repaired = f", {count(run.repaired, 'row')} copied again" if run.repaired else ""
    outcome = f" The verification {run.verification}." if run.verification else ""
    tone = Tone.BAD if run.verification == "failed" else Tone.GOOD if run.verification else Tone.PLAIN
    differing = table(
        ("server", "row", "how it differed"), [(each.server, each.key, each.kind) for each in run.details.differing]
    )
    unfit = table(("row that the other definition can't hold",), [(key,) for key in run.keys])
    return section("Verification", Sentence(f"{said}{repaired}.{outcome}", tone), differing, unfit)


def _how_to_repeat(run: ReportedRun) -> Section | None:
    details = run.details
    by = f" by {run.begun_by}" if run.begun_by else ""
    made = Sentence(f"Begun at {_moment(run.began_at)} UTC{by}; the report is of online-alter {details.version}.")
    how = Code(details.command) if details.command else Sentence("The plan file says all of it: a command line alone can't.")
    left_out = Sentence(f"Not in the record, which is bounded: {', '.join(details.left_out)}.") if details.left_out else None
    return section("How to repeat it", how, Sentence(f"The server is {run.server}."), made, left_out)
