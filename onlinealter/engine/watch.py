"""What runs beside the workers: the gate with its signals, and the guard."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from onlinealter.engine.chunk_lines import ChunkLines
from onlinealter.engine.guard import check_unchanged
from onlinealter.engine.journal import RunRecord
from onlinealter.engine.live import LiveSettings
from onlinealter.engine.mariadb_trigger_repair import TriggerRepair
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.signals import Listeners, samplers_of
from onlinealter.load.chunk_size import ChunkSize
from onlinealter.load.controller import LoadController
from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import OnlineAlterError, Refused, ServerError, internal_fault
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.reconnecting import ReconnectingConnection
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.throttles.binlog import BinlogBudget, BinlogMeter, BinlogUse
from onlinealter.throttles.gate import ThrottleGate
from onlinealter.throttles.processors import processors_of

Check = Callable[[Connection, ResolvedPlan, RunRecord], None]
"""Raises Changed when the tables are no longer as they should be."""


class Relief:
    """Makes the chunks smaller, once there are some."""

    def __init__(self) -> None:
        self._size: ChunkSize | None = None

    def of(self, size: ChunkSize) -> None:
        """These are the chunks."""
        self._size = size

    def __call__(self) -> None:
        """Somebody waits for us."""
        if self._size is not None:
            self._size.shrink()


@dataclass(frozen=True)
class Watch:
    """What stands while workers are at work: where they wait, how much they hold back, the settings now, and how their
    chunks are committed. ``besides`` say what else than the gate they wait for.
    """

    gate: ThrottleGate
    load: LoadController
    live: LiveSettings
    meter: BinlogMeter
    relief: Relief = field(default_factory=Relief)
    besides: list[Callable[[], str]] = field(default_factory=list)

    def why(self) -> str:
        """Why the work waits; empty when it doesn't."""
        return self.gate.reason or next(filter(None, (ask() for ask in self.besides)), "")

    def steer(self, size: ChunkSize, row_bytes: int) -> None:
        """Let the size of chunks follow settings that change, the application's waits, and how busy the server is.

        ``row_bytes`` is how large a row is in the mean; 0 when that isn't known.
        """

        def bound() -> None:
            settings = self.live.now
            most = min(settings.max_chunk_rows, max(1, settings.max_chunk_bytes // max(1, row_bytes)))
            size.bound(most, self.load.chunk_time(settings.chunk_time), settings.chunk_time)

        self.relief.of(size)
        self.live.tell(lambda _: bound())
        self.load.tell(bound)


@contextmanager
def watching(run: PhaseContext, check: Check = check_unchanged) -> Iterator[Watch]:
    """A watch; while it stands, the guard looks every few seconds and fails the gate when something is off."""
    watch = _watch(run)
    over = threading.Event()
    with run.shard.waits.besides(watch.why):
        yield from _guarded(run, check, watch, over)


def _guarded(run: PhaseContext, check: Check, watch: Watch, over: threading.Event) -> Iterator[Watch]:
    guard = threading.Thread(target=_guard, args=(run, check, watch.gate, over), name="guard", daemon=True)
    guard.start()
    try:
        watch.gate.start()
        yield watch
    except (ServerError, Refused):
        run.journal.ask(lambda c: check(c, run.resolved, run.journal.record()))  # what somebody did says more
        raise
    finally:
        over.set()
        guard.join()
        watch.gate.stop()
        with suppress(OnlineAlterError):  # the journal may be what was lost; rows tell the rest of the binlog's use
            run.journal.keep_counts({"binlog_use": watch.meter.use.as_json()})


def _watch(run: PhaseContext) -> Watch:
    record, settings = run.journal.record(), run.resolved.plan.settings
    live, relief = LiveSettings(settings, record.changes, run.reporter), Relief()
    load = LoadController(settings.workers, run.journal.ask(lambda c: processors_of(c, run.shard.server)))
    meter = BinlogMeter(
        run.shard.server,
        BinlogUse.from_json(record.binlog_use),
        ChunkLines(run.journal, run.resolved.schema).copied_rows(),
        lambda: bool(live.now.binlog_budget or live.now.binlog_per_hour),
        chunk_rows=settings.chunk_rows,
    )
    live.tell(lambda now: load.choose(now.workers))
    budget = BinlogBudget(meter, lambda: load.most, lambda: live.now.binlog_budget, lambda: live.now.binlog_per_hour, relief)
    samplers = samplers_of(run, live, meter, Listeners(relief, load.see))
    gate = ThrottleGate(samplers, run.reporter, run.stop.check, lambda: live.now.max_pause, [budget])
    return Watch(gate, load, live, meter, relief)


def _guard(run: PhaseContext, check: Check, gate: ThrottleGate, over: threading.Event) -> None:
    reconnecting, care = (
        ReconnectingConnection(run.shard.open_primary),
        TriggerRepair(run),
    )  # it never waits for a lock for long
    try:
        record = run.journal.record()
        while not over.wait(HEURISTICS.between_guard_looks):
            run.journal.record()  # raises when somebody took it away
            reconnecting.retry(lambda c: check(c, run.resolved, record))
            if check is check_unchanged:  # a touch writes by the columns of the original
                care.look()
    except OnlineAlterError as error:
        gate.fail(error)
    except Exception as error:  # noqa: BLE001 - unguarded, the run must not go on
        run.stop.fail(internal_fault("guard", error))
    finally:
        reconnecting.close()
        care.close()
