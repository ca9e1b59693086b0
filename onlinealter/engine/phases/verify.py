"""When this ends, original and shadow agree row for row, on the replica or the primary, but for the intended change."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from onlinealter.checksums.comparer import Comparer, Difference
from onlinealter.engine import statements
from onlinealter.engine.conflicts import copy_row_anew, look_again
from onlinealter.engine.crew import Crew
from onlinealter.engine.guard import check_unchanged
from onlinealter.engine.journal import FAILED, PASSED
from onlinealter.engine.progress import Progress, Standing
from onlinealter.engine.run import Run
from onlinealter.engine.watch import Watch, watching
from onlinealter.model.errors import Blocked, Different, Refused, ServerError
from onlinealter.model.events import DifferenceSeen, Notice, VerifyAdvanced
from onlinealter.model.plan import VerifyOn
from onlinealter.mysql import error_numbers, replication
from onlinealter.mysql.connection import Account, Connection
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.tables.chunk_size import ChunkSize
from onlinealter.tables.ranges import Segment, Walk, remaining
from onlinealter.throttles.courtesy import Courtesy

_FIRST_ROWS, _MOST_ROWS, _CHUNK_SECONDS = 2_000, 100_000, 0.5
_CATCH_UP_SLICE, _CATCH_UP_PAUSE = 2.0, 0.1
_SHOWN = 10
_REPAIRS = 3


@dataclass(frozen=True)
class Place:
    """A server to compare on."""

    name: str
    open_connection: Callable[[], Connection]
    replica: Account | None


def verify(run: Run) -> None:
    """Compare everywhere that the plan says. Differing rows are listed; with ``repair`` copied anew and compared again."""
    copy = run.draft.copy()
    look_again(run, copy)
    record = run.journal.record()
    run.journal.ask(lambda c: check_unchanged(c, run.draft, record))
    if record.verification:
        forget_verification(run)
    for _ in range(_REPAIRS if run.choices.repair else 1):
        differences = _compare_everywhere(run)
        forget_verification(run)
        run.journal.verified(FAILED if differences else PASSED)
        if not differences:
            return
        if not run.choices.repair:
            break
        for difference in differences:
            copy_row_anew(run, copy, difference.key)
    raise _different(run, differences)


def forget_verification(run: Run) -> None:
    """What was compared counts no more; the next verification begins at the first row."""
    run.journal.verified("")
    for place in places(run):
        run.journal.forget_chunks(_phase_name(place))


def places(run: Run) -> list[Place]:
    """The servers to compare on; by default the replicas if there are any, else the primary."""
    wanted, replicas = run.draft.plan.settings.verify_on, run.shard.replicas
    found = []
    if wanted is not VerifyOn.PRIMARY:
        for replica in replicas:
            found.append(Place(replica.address, _opener(run, replica), replica))
    if wanted in (VerifyOn.PRIMARY, VerifyOn.BOTH) or not replicas:
        found.append(Place(run.shard.primary.address, run.shard.open_primary, None))
    return found


def catch_up(run: Run, place: Place) -> None:
    """Wait until a replica has applied what the primary has written by now."""
    if place.replica is None:
        return
    marker = run.journal.set_marker()
    position = run.journal.ask(lambda c: replication.executed_position(c, run.shard.server))
    longest = run.draft.plan.settings.patience
    deadline = time.monotonic() + longest
    steady, said = SteadyConnection(place.open_connection), ""
    try:
        while not steady.insist(lambda c: _is_there(run, c, position, marker)):
            run.stop.sleep(_CATCH_UP_PAUSE)
            still = steady.insist(lambda c: _standstill(run, c))
            if time.monotonic() > deadline:
                raise Blocked(
                    f"the replica {place.name} did not catch up for {longest:.0f} s{still and f': {still}'}",
                    remedy="Look at its replication; then call the same command again.",
                )
            notice = still or f"waiting for the replica {place.name} to catch up"
            if notice != said:
                run.reporter.report(Notice(notice))
                said = notice
    finally:
        steady.close()


def _is_there(run: Run, connection: Connection, position: str, marker: int) -> bool:
    if not replication.wait_for_position(connection, run.shard.server, position, _CATCH_UP_SLICE):
        return False
    try:
        return int(connection.value(statements.read_marker(run.draft.schema), [run.id]) or 0) >= marker
    except ServerError as error:
        if error.number != error_numbers.NO_SUCH_TABLE:
            raise
        return False  # without GTIDs: the journal itself hasn't arrived yet


def _standstill(run: Run, connection: Connection) -> str:
    """Why a replica's replication stands still, or empty."""
    try:
        replication.check_replica(connection, run.shard.server)
    except Refused as error:
        return error.message
    return ""


def _opener(run: Run, replica: Account) -> Callable[[], Connection]:
    return lambda: run.shard.open_replica(replica)


def _compare_everywhere(run: Run) -> list[Difference]:
    found: dict[tuple[str, ...], Difference] = {}
    for place in places(run):
        catch_up(run, place)
        with watching(run) as watch:
            for difference in _compare(run, place, watch):
                if difference.key not in found:
                    readable = run.draft.key.readable(difference.key)
                    run.reporter.report(DifferenceSeen(place.name, readable, difference.kind))
                found[difference.key] = difference
    return list(found.values())


def _compare(run: Run, place: Place, watch: Watch) -> tuple[Difference, ...]:
    phase = _phase_name(place)
    done = run.journal.chunks(phase)
    gaps, tail = remaining([chunk for chunk, _ in done], None)
    progress = Progress(run.journal.record().estimated_rows, sum(rows for _, rows in done))
    comparer: Comparer

    def on_chunk(chunk: Segment, rows: int, seconds: float) -> None:
        if not comparer.differences:
            run.journal.keep_chunk(phase, chunk, rows, seconds)
        courtesy.done(rows)
        standing = progress.add(rows)
        if standing is not None:
            _tell(run, place, standing, len(comparer.differences))

    size = ChunkSize(_FIRST_ROWS, _MOST_ROWS, _CHUNK_SECONDS)
    # A replica isn't what the application waits for, and how busy it is isn't looked at.
    courtesy = Courtesy(run.draft.plan.settings.workers) if place.replica else watch.courtesy
    courtesy.tell(lambda: size.bound(_MOST_ROWS, courtesy.chunk_time(_CHUNK_SECONDS)))
    crew = Crew(watch.gate, courtesy)
    walk = Walk(gaps, tail) if not _is_complete(done) else Walk([], None)
    comparer = Comparer(run.draft.comparison(), walk, size, place.open_connection, crew, on_chunk)
    crew.run(comparer.work)
    if not run.draft.key.same_order:
        comparer.find_surplus()
    _tell(run, place, progress.standing(complete=True), len(comparer.differences))
    if run.draft.where is not None and not comparer.differences:
        since = " since it was taken up again" if done else ""
        run.reporter.report(
            Notice(f"where leaves {comparer.left_out:,} rows out, the others are all there (on {place.name}{since})")
        )
    return comparer.differences


def _is_complete(done: list[tuple[Segment, int]]) -> bool:
    """Whether a finished pass reached the open end: its last chunk has no upper bound."""
    return bool(done) and done[-1][0].high is None and not remaining([c for c, _ in done], None)[0]


def _phase_name(place: Place) -> str:
    return "v" + hashlib.sha256(place.name.encode()).hexdigest()[:12]


def _tell(run: Run, place: Place, standing: Standing, differences: int) -> None:
    run.reporter.report(
        VerifyAdvanced(
            server=place.name,
            rows=standing.rows,
            estimated_rows=standing.estimated_rows,
            fraction=standing.fraction,
            rows_per_second=standing.rows_per_second,
            remaining_seconds=standing.remaining_seconds,
            differences=differences,
        )
    )


def _different(run: Run, differences: list[Difference]) -> Different:
    shown = "; ".join(f"{run.draft.key.readable(each.key)} ({each.kind})" for each in differences[:_SHOWN])
    return Different(
        f"{len(differences)} row{'s' if len(differences) != 1 else ''} of {run.draft.names.original} differ: {shown}",
        remedy="'online-alter verify --repair' copies them anew and verifies again; the cutover waits for that.",
    )
