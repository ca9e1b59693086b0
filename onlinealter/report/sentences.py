"""Each event as one line of words; plain text and the live screen share them."""

from __future__ import annotations

from functools import singledispatch

from onlinealter.model import events
from onlinealter.report.readable import count, duration, lag, one_line, percent, rate, remaining, shortened

_LONGEST_STATEMENT = 160


@singledispatch
def sentence(event: events.Event) -> str:
    """Put the event in words; one that has none of its own is shown by its fields."""
    return one_line(repr(event))


@sentence.register
def _run_opened(event: events.RunOpened) -> str:
    begun = f"takes up again at {event.state}" if event.resumed else "begins"
    return one_line(f"run {event.run} {begun}: {event.table} on {event.server}")


@sentence.register
def _phase_began(event: events.PhaseBegan) -> str:
    return f"{event.phase.value}: begins"


@sentence.register
def _phase_ended(event: events.PhaseEnded) -> str:
    took = duration(event.seconds)
    said = {"done": f"done in {took}", "nothing-to-do": "nothing to do"}
    return one_line(f"{event.phase.value}: " + said.get(event.outcome, f"failed after {took} [{event.outcome}]"))


@sentence.register
def _found(event: events.Found) -> str:
    finding = event.finding
    remedy = f" -> {finding.remedy}" if finding.remedy else ""
    return one_line(f"{finding.severity.value}: {finding.check}: {finding.message}{remedy}")


@sentence.register
def _statement_ran(event: events.StatementRan) -> str:
    sql = shortened(one_line(event.sql), _LONGEST_STATEMENT)
    return f"{one_line(event.purpose)} ({duration(event.seconds)}): {sql}"


@sentence.register
def _waiting_for_lock(event: events.WaitingForLock) -> str:
    held = "; ".join(blocker_text(blocker) for blocker in event.blockers) or "nobody seen"
    again = f"attempt {event.attempt}, again in {duration(event.pause)}"
    return one_line(f"waiting for a lock: {event.purpose} ({again}), held by {held}")


def blocker_text(blocker: events.Blocker) -> str:
    """Say who holds a lock."""
    return one_line(f"connection {blocker.connection} {blocker.user}@{blocker.host} for {duration(blocker.age)}")


@sentence.register
def _blocker_killed(event: events.BlockerKilled) -> str:
    who = f"connection {event.blocker.connection} {event.blocker.user}@{event.blocker.host}"
    return one_line(f"ended {who}: for more than {duration(event.grace)} in the way of '{event.purpose}'")


@sentence.register
def _copy_advanced(event: events.CopyAdvanced) -> str:
    retries = f", {retry_text(event.retries)}" if event.retries else ""
    return f"copy: {_progress(event)}, {chunk_text(event)}, {count(event.workers, 'worker')}{retries}"


def _progress(event: events.CopyAdvanced | events.VerifyAdvanced) -> str:
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
def _indexes_building(event: events.IndexesBuilding) -> str:
    return one_line(f"building {indexes_text(event.names)}")


def indexes_text(names: tuple[str, ...]) -> str:
    """Count indexes and name them."""
    return one_line(f"{len(names)} {'index' if len(names) == 1 else 'indexes'}: {', '.join(names)}")


@sentence.register
def _replica_seen(event: events.ReplicaSeen) -> str:
    return one_line(f"replica {event.replica}: lag {lag(event.lag)}")


@sentence.register
def _paused(event: events.Paused) -> str:
    return one_line(f"paused: {event.reason}")


@sentence.register
def _unpaused(event: events.Unpaused) -> str:
    return f"goes on after a pause of {duration(event.seconds)}"


@sentence.register
def _verify_advanced(event: events.VerifyAdvanced) -> str:
    return one_line(f"verify on {event.server}: {_progress(event)}, {count(event.differences, 'difference')}")


@sentence.register
def _difference_seen(event: events.DifferenceSeen) -> str:
    return one_line(f"difference on {event.server}: row {event.key} is {event.kind}")


@sentence.register
def _row_repaired(event: events.RowRepaired) -> str:
    return one_line(f"row {event.key} was copied anew")


@sentence.register
def _conflict_seen(event: events.ConflictSeen) -> str:
    return one_line(f"conflict: the new definition can't hold row {event.key} (error {event.error})")


@sentence.register
def _swapped(event: events.Swapped) -> str:
    now = "its former definition again" if event.back else "the new definition"
    return one_line(f"{event.table} has {now}, swapped in {duration(event.seconds)}; {event.retired} keeps the other")


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
