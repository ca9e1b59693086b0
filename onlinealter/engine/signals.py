"""Which signals a run watches, and who asks them: those of one server share a connection, each replica has its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onlinealter.engine.conflict_bound import ConflictBound
from onlinealter.engine.live import LiveSettings
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.model.events import Notice
from onlinealter.mysql.connection import Account
from onlinealter.mysql.reconnecting import ReconnectingConnection
from onlinealter.throttles import disk
from onlinealter.throttles.backup_lock import BackupLock
from onlinealter.throttles.binlog import BinlogMeter, BinlogSight
from onlinealter.throttles.clock import clock_offset
from onlinealter.throttles.heartbeat import Heartbeat
from onlinealter.throttles.history import HistoryLength
from onlinealter.throttles.lock_waits import LockWaits
from onlinealter.throttles.pause import OperatorCommands, PauseFile
from onlinealter.throttles.query import UserQuery
from onlinealter.throttles.replica_lag import ReplicaLag
from onlinealter.throttles.sampler import STALE_REPLICA, Sampler
from onlinealter.throttles.signal import Signal
from onlinealter.throttles.threads_running import ThreadsRunning


@dataclass(frozen=True)
class Listeners:
    """Who is told what the signals see: that somebody waits for us, and how many threads the application has at work."""

    relieve: Callable[[], None]
    see_threads: Callable[[int], None]


def samplers_of(run: PhaseContext, live: LiveSettings, meter: BinlogMeter, listeners: Listeners) -> list[Sampler]:
    """Everything that is asked about in the background."""
    reconnecting = ReconnectingConnection(run.shard.open_primary)
    found = [Sampler(_of_primary(run, reconnecting, live, meter, listeners), reconnecting.close)]
    found += [Sampler([each], each.close, STALE_REPLICA) for each in _of_replicas(run, live)]
    return found + _of_user(run, live)


def _of_primary(
    run: PhaseContext, reconnecting: ReconnectingConnection, live: LiveSettings, meter: BinlogMeter, listeners: Listeners
) -> Sequence[Signal]:
    ask, server, schema = reconnecting.retry, run.shard.server, run.resolved.schema
    notes = {"binlog_use": lambda: meter.use.as_json()}
    return [
        Heartbeat(ask, schema, run.id, notes, always=bool(run.shard.replicas)),
        OperatorCommands(ask, schema, run.id, live.take),
        BackupLock(ask),
        PauseFile(lambda: live.now.pause_file),
        ThreadsRunning(ask, server, lambda: live.now.max_threads_running, listeners.see_threads),
        LockWaits(ask, server, lambda: live.now.max_lock_waits, listeners.relieve),
        HistoryLength(ask, server, lambda: live.now.max_history_length),
        BinlogSight(ask, meter),
        ConflictBound(ask, run.resolved, lambda: live.now.max_conflicts, run.reporter),
    ]


def _of_replicas(run: PhaseContext, live: LiveSettings) -> list[ReplicaLag]:
    def watch(replica: Account) -> ReplicaLag:
        return ReplicaLag(
            replica.address,
            lambda: run.shard.watch_replica(replica),
            run.resolved.schema,
            run.id,
            lambda: live.now.max_lag,
            run.reporter,
            run.shard.server,
            lambda: run.journal.ask(clock_offset),
        )

    return [watch(replica) for replica in run.shard.replicas]


def _of_user(run: PhaseContext, live: LiveSettings) -> list[Sampler]:
    """What the plan asks by itself may take its time: it holds up nothing else."""
    settings, found = live.now, []
    if settings.throttle_query:
        reconnecting = ReconnectingConnection(run.shard.open_primary)
        query = UserQuery(reconnecting.retry, settings.throttle_query, lambda: live.now.throttle_limit)
        found.append(Sampler([query], reconnecting.close))
    return found + _of_disk(run, live)


def _of_disk(run: PhaseContext, live: LiveSettings) -> list[Sampler]:
    settings = live.now
    reconnecting = ReconnectingConnection(run.shard.open_primary)

    def sampler(free: Callable[[], float], *, optional: bool) -> list[Sampler]:
        return [Sampler([disk.DiskFloor(free, lambda: live.now.disk_floor, optional=optional)], reconnecting.close)]

    if settings.disk_query:
        return sampler(disk.free_by_query(reconnecting.retry, settings.disk_query), optional=False)
    if settings.disk_command:
        return sampler(disk.free_by_command(settings.disk_command), optional=False)
    if folders := run.journal.ask(disk.folders_here):
        return sampler(disk.free_here(folders), optional=True)
    if settings.disk_floor:
        run.reporter.report(
            Notice(f"free disk of {run.shard.primary.address} can't be seen from here; disk_query or disk_command tells it")
        )
    return []
