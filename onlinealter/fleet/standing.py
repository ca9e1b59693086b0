"""Where each shard of a fleet stands, asked from all of them at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from onlinealter.engine.copied_rollback import taken_back_by, taker_back_of
from onlinealter.engine.journal import RunRecord, read_runs
from onlinealter.engine.shard import Shard
from onlinealter.engine.status import status_of
from onlinealter.fleet.answers import in_utc, read_answers
from onlinealter.fleet.parallel import in_parallel
from onlinealter.fleet.sessions import Sessions
from onlinealter.fleet.target import FleetShard
from onlinealter.model.errors import OnlineAlterError, ServerError, Unreachable
from onlinealter.model.fleet import Asked, ShardRow, Standing
from onlinealter.model.states import State
from onlinealter.model.status import RunStatus
from onlinealter.mysql.connection import Connection
from onlinealter.tables.facts import estimated_rows
from onlinealter.throttles.statements import lag_behind_heartbeat

_AT_ONCE, _PER_SERVER = 64, 8  # so that servers that don't answer leave others their turn
_OVER = (State.DONE, State.ABORTED)
_NEW_IN_FRONT = (State.SWAPPED, State.CLEANING, State.DONE)
_COPYING = (State.PREPARING, State.PREPARED, State.COPYING)


@dataclass(frozen=True)
class ShardStatus:
    """What a shard's journal says of the plan's run, or why nothing could be learned.

    ``rows`` are the table's where no run has counted them; ``lag`` in seconds; ``asked`` are the questions about its waves.
    ``takes_back``: the run is the rollback of the plan's, which the server had made by itself.
    """

    shard: str
    group: str
    server: str
    run: RunStatus | None = None
    error: str = ""
    reference: str = ""
    rows: int = 0
    lag: float | None = None
    asked: tuple[Asked, ...] = ()
    takes_back: bool = False

    @property
    def standing(self) -> Standing:
        if self.error:
            return Standing.UNREACHABLE if self.reference == Unreachable.reference else Standing.FAILED
        if self.run is None:
            return Standing.NOT_STARTED
        if self.run.failure:
            return Standing.FAILED
        if self.run.state in _OVER:
            return Standing.OVER if self.run.state == State.DONE else Standing.NOT_STARTED
        if self.run.owner:
            return Standing.WORKING
        return Standing.SWAPPED if self.run.state == State.SWAPPED and not self.takes_back else Standing.WAITS

    @property
    def swapped(self) -> bool:
        """Whether the new table is in front, for good or with the rollback open."""
        return self.run is not None and (self.run.state in _NEW_IN_FRONT) != self.takes_back

    @property
    def since(self) -> datetime | None:
        """When its process came, or when the run was last heard of."""
        if self.run is None:
            return None
        return in_utc(self.run.owner_since or self.run.updated_at)

    def row(self, rate: float | None = None, left: float | None = None) -> ShardRow:
        """The same as status shows it."""
        run = self.run
        if run is None:
            return ShardRow(self.shard, self.group, self.server, self.standing, waits_for=self.error, left=left)
        return ShardRow(
            self.shard, self.group, self.server, self.standing, run.run, self._state(run), _copied(run),
            run.failure or run.waiting, run.owner, run.following, rate, left, self.lag, self.since,
        )  # fmt: skip

    def _state(self, run: RunStatus) -> str:
        if not self.takes_back:
            return run.state
        return "rolled back" if run.state in _NEW_IN_FRONT else f"rollback: {run.state}"


def read_statuses(shards: Sequence[FleetShard], limit: float) -> tuple[ShardStatus, ...]:
    """All shards' statuses, in the order of the shards; who hasn't answered within ``limit`` seconds is unreachable."""
    sessions = Sessions()

    def read(shard: FleetShard) -> ShardStatus:
        try:
            with sessions.on(shard.target) as (connection, reached):
                return _read(shard, connection, reached)
        except OnlineAlterError as error:
            return ShardStatus(shard.name, shard.group, shard.server, None, error.message, error.reference)

    try:
        found = in_parallel(
            shards, read, at_once=_AT_ONCE, limit=limit, server=lambda each: each.server, per_server=_PER_SERVER
        )
    finally:
        sessions.close()
    return tuple(
        answer
        or ShardStatus(shard.name, shard.group, shard.server, None, f"no answer for {limit:.0f} s", Unreachable.reference)
        for shard, answer in zip(shards, found, strict=True)
    )


def _read(shard: FleetShard, connection: Connection, reached: Shard) -> ShardStatus:
    target = reached.spelled(shard.target)
    change = target.plan.change_digest if target.plan else ""
    runs = read_runs(connection, target.schema, target.table)
    newest = _of_plan(runs, change)
    taker = newest and (taker_back_of(runs, newest) or (newest if taken_back_by(runs, newest) else None))
    begun = newest is not None and newest.state is not State.ABORTED
    rows = 0 if begun else estimated_rows_if_there(connection, target.schema, target.table)
    if newest is None:
        return ShardStatus(shard.name, shard.group, shard.server, rows=rows)
    run = status_of(connection, reached, taker or newest, runs if taker else ())
    asked = read_answers(connection, target.schema, newest.id)
    lag = _lag(reached, taker or newest) if run.owner and run.state not in _OVER else None
    taken_back = taker is not None
    return ShardStatus(shard.name, shard.group, shard.server, run, rows=rows, lag=lag, asked=asked, takes_back=taken_back)


def estimated_rows_if_there(connection: Connection, schema: str, table: str) -> int:
    """How many rows the table has by the statistics; 0 where it isn't there."""
    try:
        return estimated_rows(connection, schema, table)
    except OnlineAlterError:
        return 0


def _of_plan(runs: Sequence[RunRecord], change: str) -> RunRecord | None:
    """The newest run of the target's plan, or of its table where no plan is given."""
    mine = [run for run in runs if not change or run.plan.change_digest == change]
    return mine[-1] if mine else None


def _lag(reached: Shard, record: RunRecord) -> float | None:
    """How far the farthest replica is behind the run's heartbeat, by the replicas' own clocks; None where none tells."""
    lags = []
    for replica in reached.replicas:
        try:
            with reached.watch_replica(replica) as connection:
                seconds = connection.value(lag_behind_heartbeat(reached.schema, record.id))
        except (OnlineAlterError, ServerError):
            continue
        if seconds is not None:
            lags.append(max(0.0, float(seconds)))
    return max(lags, default=None)


def _copied(run: RunStatus) -> str:
    if run.state not in _COPYING:
        return "100 %"
    return f"{min(99, 100 * run.rows_copied // run.estimated_rows)} %" if run.estimated_rows else ""
