"""What runs beside the workers: the gate with its signals, and the guard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from onlinealter.engine.guard import check_unchanged
from onlinealter.engine.live import LiveSettings
from onlinealter.engine.run import Run
from onlinealter.engine.signals import Listeners, samplers_of
from onlinealter.engine.spoilt import TriggerCare
from onlinealter.model.errors import OnlineAlterError, Refused, ServerError
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.tables.chunk_size import ChunkSize
from onlinealter.throttles.binlog import BinlogBudget, BinlogMeter, BinlogUse
from onlinealter.throttles.courtesy import Courtesy, processors_of
from onlinealter.throttles.gate import ThrottleGate

_BETWEEN_LOOKS = 2.0


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
    chunks are committed.
    """

    gate: ThrottleGate
    courtesy: Courtesy
    live: LiveSettings
    meter: BinlogMeter
    relief: Relief = field(default_factory=Relief)

    def steer(self, size: ChunkSize, row_bytes: int) -> None:
        """Let the size of chunks follow settings that change, the application's waits, and how busy the server is.

        ``row_bytes`` is how large a row is in the mean; 0 when that isn't known.
        """

        def bound() -> None:
            settings = self.live.now
            most = min(settings.most_chunk_rows, max(1, settings.most_chunk_bytes // max(1, row_bytes)))
            size.bound(most, self.courtesy.chunk_time(settings.chunk_time))

        self.relief.of(size)
        self.live.tell(lambda _: bound())
        self.courtesy.tell(bound)


@contextmanager
def watching(run: Run) -> Iterator[Watch]:
    """A watch; while it stands, the guard looks every few seconds and fails the gate when something is off."""
    watch = _watch(run)
    over = threading.Event()
    guard = threading.Thread(target=_guard, args=(run, watch.gate, over), name="guard", daemon=True)
    guard.start()
    try:
        watch.gate.start()
        yield watch
    except (ServerError, Refused):
        run.journal.ask(lambda c: check_unchanged(c, run.draft, run.journal.record()))  # what somebody did says more
        raise
    finally:
        over.set()
        guard.join()
        watch.gate.stop()
        with suppress(OnlineAlterError):  # the journal may be what was lost; rows tell the rest of the binlog's use
            run.journal.keep_binlog_use(watch.meter.use.as_json())
            run.journal.note_waiting("")


def _watch(run: Run) -> Watch:
    record, settings = run.journal.record(), run.draft.plan.settings
    live, relief = LiveSettings(settings, record.changes, run.reporter), Relief()
    courtesy = Courtesy(settings.workers, run.journal.ask(lambda c: processors_of(c, run.shard.server)))
    meter = BinlogMeter(
        run.shard.server,
        BinlogUse.from_json(record.binlog_use),
        sum(rows for _, rows in run.journal.chunks("copy")),
        lambda: bool(live.now.binlog_budget or live.now.binlog_per_hour),
        chunk_rows=settings.chunk_rows,
    )
    budget = BinlogBudget(meter, courtesy.most, lambda: live.now.binlog_budget, lambda: live.now.binlog_per_hour, relief)
    waiting: list[ThrottleGate] = []
    samplers = samplers_of(run, live, meter, Listeners(relief, courtesy.see, lambda: waiting[0].reason))
    gate = ThrottleGate(samplers, run.reporter, run.stop.check, lambda: live.now.longest_pause, [budget])
    waiting.append(gate)
    return Watch(gate, courtesy, live, meter, relief)


def _guard(run: Run, gate: ThrottleGate, over: threading.Event) -> None:
    steady, care = SteadyConnection(run.shard.open_primary), TriggerCare(run)
    try:
        record = run.journal.record()
        while not over.wait(_BETWEEN_LOOKS):
            run.journal.record()  # raises when somebody took it away
            steady.insist(lambda c: check_unchanged(c, run.draft, record))
            care.look()
    except OnlineAlterError as error:
        gate.fail(error)
    finally:
        steady.close()
        care.close()
