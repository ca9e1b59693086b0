"""When this ends, original and shadow agree row for row, on the replica or the primary, but for the intended change."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from zlib import crc32

from onlinealter.checksums.comparer import Comparer, Difference
from onlinealter.checksums.statements import MOST_LISTED, Comparison, is_same_row
from onlinealter.copying.statements import Copy
from onlinealter.engine import statements
from onlinealter.engine.conflicts import REMEMBERED, copy_row_again, look_again, same_row
from onlinealter.engine.guard import NO_ROLLBACK, check_swapped, check_unchanged
from onlinealter.engine.journal import FAILED, PASSED, RunRecord
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.progress import Progress, Standing
from onlinealter.engine.reopening import reopen_shadow
from onlinealter.engine.watch import Watch, watching
from onlinealter.engine.workers import WorkerPool
from onlinealter.load.chunk_size import ChunkSize
from onlinealter.load.controller import LoadController
from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import Blocked, Different, Refused, ServerError
from onlinealter.model.events import ChunkDone, DifferenceSeen, Notice, VerifyAdvanced
from onlinealter.model.plan import VerifyOn
from onlinealter.mysql import error_numbers, replication
from onlinealter.mysql.connection import Account, Connection
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.tables.chunks import Chunker, KeyRange
from onlinealter.tables.copy_key import Key
from onlinealter.tables.facts import mean_row_bytes

_CATCH_UP_SLICE, _CATCH_UP_PAUSE = 2.0, 0.1
_SHOWN = 10
_REPAIRS = 3
_NO_GENERATION = -1
_LOOKS = 10  # at rows that the application writes again and again while they can't come across
_SURE, _ONE_IN = 20, 10  # chunks of a sample that are compared whatever chance says, and of the others one in so many


@dataclass(frozen=True)
class Place:
    """A server to compare on. ``sampled``: of a large table all rows are counted, and a part of them compared."""

    name: str
    open_connection: Callable[[], Connection]
    replica: Account | None
    sampled: bool = False


def check(run: PhaseContext) -> None:
    """Everything is as it was when the copy ended."""
    record = run.journal.record()
    run.journal.ask(lambda c: check_unchanged(c, run.resolved, record))


def verify(run: PhaseContext) -> None:
    """Compare everywhere that the plan says, from the first row. Differing rows are listed; with ``repair`` copied again and
    compared again. Rows that a trigger couldn't bring across meanwhile, and has noted, are copied again in any case.

    What an earlier call compared doesn't count: nobody knows what was done to the shadow since.
    """
    copy = run.resolved.copy(fresh=_is_fresh(run))
    look_again(run, copy)
    for _ in range(_REPAIRS):
        run.journal.wrote()
        generation = run.journal.record().generation
        differences = _compare_everywhere(run)
        if differences:
            differences, generation = _without_noted(run, copy, differences)
        run.journal.verified(FAILED if differences else PASSED, generation)
        if not differences:
            return
        if not run.choices.repair:
            break
        for difference in differences:
            copy_row_again(run, copy, difference.key)
    raise _different(run, differences)


def _without_noted(run: PhaseContext, copy: Copy, differences: list[Difference]) -> tuple[list[Difference], int]:
    """The differences but for rows that a trigger has noted since the comparison began: those are copied again and compared
    by themselves. Gives also the generation for which the comparison counts then.
    """
    left, unlike, all_known = {each.key: each for each in differences}, set[Key](), True
    reopen_shadow(run)
    for _ in range(_LOOKS):
        settled = look_again(run, copy)
        all_known &= len(settled) < REMEMBERED
        generation = run.journal.record().generation if all_known else _NO_GENERATION
        unlike = _unlike_anywhere(run, unlike | settled)
        left = {key: each for key, each in left.items() if key in unlike or key not in settled}
        if not unlike:
            break
    return [*left.values(), *(Difference(key, "changed") for key in unlike if key not in left)], generation


def _unlike_anywhere(run: PhaseContext, keys: Set[Key]) -> set[Key]:
    """Which of these rows differ on one of the servers."""
    unlike = set[Key]()
    for place in places(run) if keys else ():
        catch_up(run, place)
        unlike |= _unlike_at(run, place, keys - unlike)
    return unlike


def _unlike_at(run: PhaseContext, place: Place, keys: Set[Key]) -> set[Key]:
    comparison = run.resolved.comparison(fresh=_is_fresh(run))
    reconnecting = run.shard.reconnecting(place.open_connection)

    def same(connection: Connection, key: Key) -> bool:
        if place.replica is None:
            return same_row(connection, comparison, key)
        return bool(connection.value(is_same_row(comparison, key)))

    try:
        return {key for key in keys if not reconnecting.retry(lambda c, key=key: same(c, key))}  # type: ignore[misc]
    finally:
        reconnecting.close()


def places(run: PhaseContext) -> list[Place]:
    """The servers to compare on; by default the replicas if there are any, else the primary. Where replicas are compared,
    the primary is looked at too: its rows are what goes live, and may be others.
    """
    wanted, replicas = run.resolved.plan.settings.verify_on, run.shard.replicas
    found = []
    if wanted is not VerifyOn.PRIMARY:
        for replica in replicas:
            found.append(Place(replica.address, _opener(run, replica), replica))
    sampled = wanted in (VerifyOn.AUTO, VerifyOn.REPLICA) and bool(replicas)
    found.append(Place(run.shard.primary.address, run.shard.open_primary, None, sampled))
    return found


def catch_up(run: PhaseContext, place: Place) -> None:
    """Wait until a replica has applied what the primary has written by now."""
    if place.replica is None:
        return
    marker = run.journal.set_marker()
    position = run.journal.ask(lambda c: replication.executed_position(c, run.shard.server))
    longest = run.resolved.plan.settings.lock_timeout
    deadline = time.monotonic() + longest
    reconnecting, said = run.shard.reconnecting(place.open_connection), ""
    try:
        with run.shard.waits.besides(lambda: said):
            while not reconnecting.retry(lambda c: _is_there(run, c, position, marker)):
                run.stop.sleep(_CATCH_UP_PAUSE)
                still = reconnecting.retry(lambda c: _standstill(run, c))
                if time.monotonic() > deadline:
                    raise Blocked(
                        f"the replica {place.name} did not catch up for {longest:.0f} s{still and f': {still}'}",
                        remedy="Look at its replication; then run the same command again.",
                    )
                notice = still or f"waiting for the replica {place.name} to catch up"
                if notice != said:
                    run.reporter.report(Notice(notice))
                    said = notice
    finally:
        reconnecting.close()


def _is_there(run: PhaseContext, connection: Connection, position: str, marker: int) -> bool:
    if not replication.wait_for_position(connection, run.shard.server, position, _CATCH_UP_SLICE):
        return False
    try:
        return int(connection.value(statements.read_marker(run.resolved.schema), [run.id]) or 0) >= marker
    except ServerError as error:
        if error.number != error_numbers.NO_SUCH_TABLE:
            raise
        return False  # without GTIDs: the journal itself hasn't arrived yet


def _standstill(run: PhaseContext, connection: Connection) -> str:
    """Why a replica's replication stands still, or empty."""
    try:
        replication.check_replica(connection, run.shard.server)
    except Refused as error:
        return error.message
    return ""


def _opener(run: PhaseContext, replica: Account) -> Callable[[], Connection]:
    return lambda: run.shard.open_replica(replica)


def _compare_everywhere(run: PhaseContext) -> list[Difference]:
    found: dict[tuple[str, ...], Difference] = {}
    for place in places(run):
        catch_up(run, place)
        with watching(run) as watch:
            for difference in _compare(run, place, watch, run.resolved.comparison(fresh=_is_fresh(run))):
                if difference.key not in found:
                    readable = run.resolved.key.readable(difference.key)
                    run.reporter.report(DifferenceSeen(place.name, readable, difference.kind))
                found[difference.key] = difference
    return list(found.values())


def compare_back(run: PhaseContext) -> None:
    """Compare the new table with the retired one, which is about to get its name back. With ``repair`` differing rows of the
    old table are written again.
    """
    comparison, copy = run.resolved.comparison_back(), run.resolved.copy_back()
    place = Place(run.shard.primary.address, run.shard.open_primary, None)
    for _ in range(_REPAIRS if run.choices.repair else 1):
        with watching(run, _check_swapped) as watch:
            differences = _compare(run, place, watch, comparison)
        if not differences:
            return
        for difference in differences if run.choices.repair else ():
            copy_row_again(run, copy, difference.key)
    shown = _listed(run, differences)
    raise Different(
        f"{shown}, as the old table {run.resolved.names.retired} has them",
        remedy=f"Let the rows be written again: online-alter rollback --repair --table {run.resolved.names.original}",
    )


def _check_swapped(connection: Connection, resolved: ResolvedPlan, record: RunRecord) -> None:
    check_swapped(connection, resolved, record, NO_ROLLBACK)


def _compare(run: PhaseContext, place: Place, watch: Watch, comparison: Comparison) -> tuple[Difference, ...]:
    progress = Progress(run.journal.record().estimated_rows)
    comparer: Comparer

    def on_chunk(_: KeyRange, rows: int, seconds: float) -> None:
        run.reporter.report(ChunkDone("verify", rows, seconds))
        load.done(rows)
        advance(rows)

    def advance(rows: int) -> None:
        standing = progress.add(rows)
        if standing is not None:
            _tell(run, place, standing, len(comparer.differences))

    def on_surplus_chunk(rows: int) -> None:
        load.done(rows)
        advance(0)  # these rows are counted already

    most, whole = HEURISTICS.verify_most_rows, HEURISTICS.verify_chunk
    size = ChunkSize(HEURISTICS.verify_first_rows, most, whole)
    # A replica isn't what the application waits for, and how busy it is isn't looked at.
    load = LoadController(watch.live.now.workers) if place.replica else watch.load
    if place.replica is None:
        watch.steer(size, run.journal.ask(lambda c: mean_row_bytes(c, run.resolved.schema, comparison.original.name)))
    else:
        load.tell(lambda: size.bound(most, load.chunk_time(whole), whole))
        watch.live.tell(lambda now: load.choose(now.workers))
    pool = WorkerPool(watch.gate, load)
    is_whole = _sample(run.id) if place.sampled else _all
    chunker = Chunker([], KeyRange(None, None, 1))
    comparer = Comparer(
        comparison,
        chunker,
        size,
        lambda: run.shard.reconnecting(place.open_connection),
        pool,
        on_chunk,
        is_whole,
        on_surplus_chunk,
    )
    pool.run(comparer.work)
    if not comparison.key.same_order:
        pool.run(comparer.find_surplus)
    _tell(run, place, progress.standing(complete=True), len(comparer.differences))
    if comparison.where is not None and not comparer.differences and not place.sampled:
        run.reporter.report(
            Notice(f"where leaves {comparer.left_out:,} rows out, the others are all there (on {place.name})")
        )
    return comparer.differences


def _is_fresh(run: PhaseContext) -> bool:
    """Whether the shadow never had the table's name: the ledger keeps the other table's line, whatever became of it."""
    return all(entry.name != run.resolved.names.retired for entry in run.journal.ledger())


def _all(_: KeyRange) -> bool:
    return True


def _sample(run: str) -> Callable[[KeyRange], bool]:
    """The first chunks, then each of the others by chance, which the run's id decides: the same for the same run."""
    return lambda chunk: chunk.position <= _SURE or crc32(f"{run} {chunk.position}".encode()) % _ONE_IN == 0


def _tell(run: PhaseContext, place: Place, standing: Standing, differences: int) -> None:
    run.reporter.report(VerifyAdvanced(server=place.name, **vars(standing), differences=differences))


def _different(run: PhaseContext, differences: list[Difference]) -> Different:
    return Different(
        f"{_listed(run, differences)}",
        remedy="'online-alter verify --repair' copies them again and verifies again; the cutover waits for that.",
    )


def _listed(run: PhaseContext, differences: Sequence[Difference]) -> str:
    shown = "; ".join(f"{run.resolved.key.readable(each.key)} ({each.kind})" for each in differences[:_SHOWN])
    least = "at least " if len(differences) >= MOST_LISTED else ""  # the comparison ends there
    return (
        f"{least}{len(differences)} row{'s' if len(differences) != 1 else ''} of {run.resolved.names.original} differ: "
        f"{shown}"
    )
