"""Each event as one line of words; plain text and the live screen share them."""

from __future__ import annotations

from functools import singledispatch

from onlinealter.model import events
from onlinealter.model.errors import Interrupted, Unfinished
from onlinealter.model.findings import Finding, Severity
from onlinealter.report.estimate_view import estimate_in_a_line
from onlinealter.report.readable import count, duration, lag, one_line, percent, rate, remaining, shortened, size

_LONGEST_STATEMENT = 160
_STRATEGIES = {
    "metadata": "metadata: the server changes the definition alone",
    "native": "native: the server builds the indexes itself",
    "shadow": "shadow: rows are copied",
}
STOPPED = (Interrupted.reference, Unfinished.reference)
"""Outcomes of a phase that was asked to stop: nothing failed."""


@singledispatch
def sentence(event: events.Event) -> str:
    """Put the event in words; one that has none of its own is shown by its fields."""
    return one_line(repr(event))


@sentence.register
def _run_opened(event: events.RunOpened) -> str:
    begun = f"resumes at {event.state}" if event.resumed else "begins"
    return one_line(f"run {event.run} {begun}: {event.table} on {event.server}")


@sentence.register
def _phase_began(event: events.PhaseBegan) -> str:
    return f"{event.phase.value}: begins"


@sentence.register
def _phase_ended(event: events.PhaseEnded) -> str:
    took = duration(event.seconds)
    said = {"done": f"done in {took}", "nothing-to-do": "nothing to do", "by-a-copy": "by a run that copies"}
    ended = f"stopped after {took}" if event.outcome in STOPPED else f"failed after {took} [{event.outcome}]"
    return one_line(f"{event.phase.value}: " + said.get(event.outcome, ended))


@sentence.register
def _found(event: events.Found) -> str:
    finding = event.finding
    remedy = f" -> {finding.remedy}" if finding.remedy else ""
    return one_line(f"{finding.severity.value}: {finding.check}: {finding.message}{remedy}")


@sentence.register
def _checked(event: events.Checked) -> str:
    if not event.strategy:
        return one_line(f"OK: nothing to do for {event.table}{_counted(event.findings)}")
    facts = [f"about {count(event.rows, 'row')}", size(event.table_bytes)]
    if event.deferred_indexes:
        names = event.deferred_indexes
        built = f"{len(names)} {'index' if len(names) == 1 else 'indexes'} built after the copy"
        facts.append(f"{built} ({', '.join(names)})")
    if event.disk_bytes:
        facts.append(f"takes about {size(event.disk_bytes)} of disk until cleanup")
    facts.append(f"{count(event.replicas, 'replica')} watched" if event.replicas else "no replica watched")
    if event.unwatched:
        facts.append(f"{event.unwatched} attached but not named")
    how = _STRATEGIES.get(event.strategy, event.strategy)
    return one_line(f"OK: {event.table} can be altered online ({how}; {', '.join(facts)}){_counted(event.findings)}")


@sentence.register
def _estimated(event: events.Estimated) -> str:
    return estimate_in_a_line(event.estimate)


def _counted(findings: tuple[Finding, ...]) -> str:
    numbers = ((sum(each.severity is severity for each in findings), severity.value) for severity in Severity)
    counted = ", ".join(count(number, noun) for number, noun in numbers if number)
    return f"; {counted} above" if counted else ""


@sentence.register
def _statement_ran(event: events.StatementRan) -> str:
    sql = shortened(one_line(event.sql), _LONGEST_STATEMENT)
    return f"{one_line(event.purpose)} ({duration(event.seconds)}): {sql}"


@sentence.register
def _waiting_for_lock(event: events.WaitingForLock) -> str:
    held = "; ".join(blocker_text(blocker) for blocker in event.blockers) or "nobody seen"
    again = f"attempt {event.attempt}, again in {duration(event.pause)}"
    return one_line(f"waiting for a lock: {event.purpose} ({again}), held by {held}")


@sentence.register
def _waiting(event: events.Waiting) -> str:
    waited = f"for {duration(event.seconds)} of at most {duration(event.longest)}"
    return one_line(f"waiting for {event.what} ({waited}): {event.why}")


def blocker_text(blocker: events.Blocker) -> str:
    """Say who holds a lock, and whether it does anything."""
    return one_line(f"{blocker.who} for {held_text(blocker)}")


def held_text(blocker: events.Blocker) -> str:
    """Say for how long, and since when the session does nothing or something."""
    state = f", {blocker.state} for {duration(blocker.state_seconds)}" if blocker.state else ""
    return f"{duration(blocker.age)}{state}"


@sentence.register
def _blocker_killed(event: events.BlockerKilled) -> str:
    return one_line(f"ended {event.blocker.who}: for more than {duration(event.grace)} in the way of '{event.purpose}'")


@sentence.register
def _copy_advanced(event: events.CopyAdvanced) -> str:
    retries = f", {retry_text(event.retries)}" if event.retries else ""
    return f"copy: {_progress(event)}, {chunk_text(event)}, {count(event.workers, 'worker')}{retries}"


def _progress(event: events.CopyAdvanced | events.VerifyAdvanced | events.SearchAdvanced) -> str:
    rows = rows_of(event.rows, event.estimated_rows, event.fraction)
    left = "" if event.fraction == 1 else f", {remaining(event.remaining_seconds)}"
    return f"{percent(event.fraction)}, {rows}, {rate(event.rows_per_second)}{left}"


def rows_of(rows: int, estimated_rows: int, fraction: float) -> str:
    """Count rows done, with the estimate of all as long as it helps."""
    if fraction == 1 or rows > estimated_rows:
        return count(rows, "row")
    return f"{rows:,} of about {count(estimated_rows, 'row')}"


def chunk_text(event: events.CopyAdvanced) -> str:
    """Say how big the last chunk was, in rows and in time."""
    return f"chunks of {count(event.chunk_rows, 'row')} in {max(0, round(event.chunk_seconds * 1000)):,} ms"


def retry_text(retries: int) -> str:
    """Say how many statements were tried again."""
    return f"{retries:,} {'retry' if retries == 1 else 'retries'}"


@sentence.register
def _chunk_done(event: events.ChunkDone) -> str:
    return f"{event.work}: {count(event.rows, 'row')} in {max(0, round(event.seconds * 1000)):,} ms"


@sentence.register
def _sampled(event: events.Sampled) -> str:
    limit = "" if event.limit is None else f", limit {event.limit:,g}"
    return one_line(f"{event.signal}: {event.value:,g}{limit}")


@sentence.register
def _indexes_building(event: events.IndexesBuilding) -> str:
    return one_line(f"building {indexes_text(event.names)}")


@sentence.register
def _index_build_advanced(event: events.IndexBuildAdvanced) -> str:
    return one_line(f"building: {build_text(event)}")


def build_text(event: events.IndexBuildAdvanced) -> str:
    """Say how far the server is, and with what."""
    return f"{percent(event.fraction)}, {event.stage}" if event.stage else percent(event.fraction)


def indexes_text(names: tuple[str, ...]) -> str:
    return one_line(f"{len(names)} {'index' if len(names) == 1 else 'indexes'}: {', '.join(names)}")


@sentence.register
def _replica_seen(event: events.ReplicaSeen) -> str:
    return one_line(f"replica {event.replica}: lag {lag(event.lag)}")


@sentence.register
def _paused(event: events.Paused) -> str:
    return one_line(f"paused: {event.reason}")


@sentence.register
def _unpaused(event: events.Unpaused) -> str:
    return f"continues after a pause of {duration(event.seconds)}"


@sentence.register
def _verify_advanced(event: events.VerifyAdvanced) -> str:
    return one_line(f"verify on {event.server}: {_progress(event)}, {count(event.differences, 'difference')}")


@sentence.register
def _search_advanced(event: events.SearchAdvanced) -> str:
    refused = f", {count(event.refused, 'row')} that would be lost or refused" if event.refused else ""
    return one_line(f"search on {event.server}: {_progress(event)}{refused}")


@sentence.register
def _difference_seen(event: events.DifferenceSeen) -> str:
    return one_line(f"difference on {event.server}: row {event.key} is {event.kind}")


@sentence.register
def _row_repaired(event: events.RowRepaired) -> str:
    return one_line(f"row {event.key} was copied again")


@sentence.register
def _conflict_seen(event: events.ConflictSeen) -> str:
    return one_line(f"conflict: the new definition can't hold row {event.key} (error {event.error})")


@sentence.register
def _swapped(event: events.Swapped) -> str:
    now = "its former definition again" if event.back else "the new definition"
    return one_line(
        f"swapped in {duration(event.seconds)}: {event.table} has {now}; the other table is kept as {event.retired}"
    )


@sentence.register
def _reconnected(event: events.Reconnected) -> str:
    return one_line(f"connection {event.connection} was lost and is replaced")


@sentence.register
def _notice(event: events.Notice) -> str:
    return one_line(event.text)


@sentence.register
def _run_closed(event: events.RunClosed) -> str:
    following = f"; next: {event.following}" if event.following else ""
    rows = f", {count(event.rows, 'row')}" if event.rows else ""
    return one_line(f"run {event.run} is {event.state} after {duration(event.seconds)}{rows}{following}")
