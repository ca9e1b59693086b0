"""What runs that a process is attached to are doing just now: looked at twice. Writes nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onlinealter.engine import statements
from onlinealter.engine.shard import Shard, connect_shard
from onlinealter.engine.target import Target
from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.events import ReplicaSeen
from onlinealter.model.states import State
from onlinealter.model.status import RunActivity, RunStatus
from onlinealter.mysql.blockers import find_blockers
from onlinealter.mysql.connection import Account, Connection
from onlinealter.throttles.clock import clock_offset
from onlinealter.throttles.statements import lag_behind_heartbeat

_BETWEEN_LOOKS = 1.0  # seconds


@dataclass(frozen=True)
class _Look:
    """Rows, seconds and lines of the chunks that are copied, at a moment."""

    rows: int
    seconds: float
    lines: int
    at: float


def read_activity(target: Target, runs: Sequence[RunStatus]) -> Mapping[str, RunActivity]:
    """By the runs' ids, for those that a process is attached to; takes a second where there are any."""
    attached = [run for run in runs if run.owner]
    if not attached:
        return {}
    shard = connect_shard(target)
    with shard.open_primary() as connection:
        first = [_look(connection, shard.schema, run.run) for run in attached]
        time.sleep(_BETWEEN_LOOKS)
        then = [_look(connection, shard.schema, run.run) for run in attached]
        return {
            run.run: _activity(connection, shard, run, before, now)
            for run, before, now in zip(attached, first, then, strict=True)
        }


def _look(connection: Connection, schema: str, run: str) -> _Look:
    row = connection.row(statements.sum_copied(schema), [run]) or (0, 0, 0)
    return _Look(int(row[0] or 0), float(row[1] or 0), int(row[2] or 0), time.monotonic())


def _activity(connection: Connection, shard: Shard, run: RunStatus, before: _Look, now: _Look) -> RunActivity:
    table = run.table.removeprefix(f"{shard.schema}.")
    copying = run.state == State.COPYING and now.rows > before.rows
    speed = (now.rows - before.rows) / (now.at - before.at) if copying else None
    left = max(0, run.estimated_rows - now.rows)
    chunks = now.lines - before.lines  # fewer than there were where some have been made one in between
    return RunActivity(
        run.run,
        speed,
        left / speed if speed else None,
        (now.seconds - before.seconds) / chunks if copying and chunks > 0 else None,
        tuple(_lag(connection, shard, run.run, replica) for replica in shard.replicas),
        find_blockers(connection, shard.server, shard.schema, (table,)).sessions,
    )


def _lag(primary: Connection, shard: Shard, run: str, replica: Account) -> ReplicaSeen:
    """By the run's newest heartbeat; None where there is none, or where the replica can't be asked."""
    try:
        with shard.watch_replica(replica) as connection:
            ahead = clock_offset(connection) - clock_offset(primary)
            age = connection.value(lag_behind_heartbeat(shard.schema, run))
    except OnlineAlterError:
        return ReplicaSeen(replica.address, None)
    return ReplicaSeen(replica.address, None if age is None else max(0.0, float(age) - ahead))
