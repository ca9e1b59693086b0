"""What runs beside the workers: the gate with its signals, and the guard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from onlinealter.engine.guard import check_unchanged
from onlinealter.engine.run import Run
from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.throttles import statements
from onlinealter.throttles.gate import Signal, ThrottleGate
from onlinealter.throttles.pause import PauseFile, PauseRequest
from onlinealter.throttles.replica_lag import ReplicaLag
from onlinealter.throttles.threads_running import ThreadsRunning

_BETWEEN_LOOKS = 2.0


@contextmanager
def watched(run: Run) -> Iterator[ThrottleGate]:
    """A gate for workers; while it stands, the guard looks every few seconds and fails the gate when something is off."""
    settings = run.draft.plan.settings
    heart = SteadyConnection(run.shard.open_primary)
    gate = ThrottleGate(_signals(run, heart), run.reporter, run.stop.check, settings.longest_pause)
    over = threading.Event()
    guard = threading.Thread(target=_guard, args=(run, gate, over), name="guard", daemon=True)
    gate.start()
    guard.start()
    try:
        yield gate
    except ServerError:
        run.journal.ask(lambda c: check_unchanged(c, run.draft, run.journal.record()))  # what somebody did says more
        raise
    finally:
        over.set()
        guard.join()
        gate.stop()
        heart.close()


def _signals(run: Run, heart: SteadyConnection) -> list[Signal]:
    settings, shard, schema = run.draft.plan.settings, run.shard, run.draft.schema
    beat = statements.write_heartbeat(schema, run.id)
    signals: list[Signal] = [
        PauseRequest(shard.open_primary, schema, run.id),
        ThreadsRunning(shard.open_primary, shard.server, run.id, settings.most_threads_running),
    ]
    if settings.pause_file:
        signals.append(PauseFile(settings.pause_file))
    for replica in shard.replicas:
        signals.append(
            ReplicaLag(
                replica.address,
                lambda replica=replica: shard.open_replica(replica),  # type: ignore[misc]
                lambda: _beat(heart, beat),
                schema,
                run.id,
                settings.longest_lag,
                run.reporter,
            )
        )
    return signals


def _beat(heart: SteadyConnection, statement: str) -> None:
    heart.insist(lambda c: c.execute(statement))


def _guard(run: Run, gate: ThrottleGate, over: threading.Event) -> None:
    steady = SteadyConnection(run.shard.open_primary)
    try:
        record = run.journal.record()
        while not over.wait(_BETWEEN_LOOKS):
            run.journal.record()  # raises when somebody took it away
            steady.insist(lambda c: check_unchanged(c, run.draft, record))
    except OnlineAlterError as error:
        gate.fail(error)
    finally:
        steady.close()
