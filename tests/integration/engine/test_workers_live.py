"""The number of workers is changed while they copy."""

from __future__ import annotations

import threading

from onlinealter.engine.alteration import advance, change_settings
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.event_log import EventLog
from onlinealter.model.events import ChunkDone, Envelope, Notice
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import make_customers, run, widen
from tests.servers import Schema

_LONGEST = 60.0


class _Foreman:
    """Asks for three workers at the first chunk, keeps each until three have done one, and then asks for one again."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._three, self._one = threading.Event(), threading.Event()
        self._busy = set[int]()
        self.met = set[int]()
        self.later = list[int]()

    def take(self, envelope: Envelope) -> None:
        if envelope.event == Notice("workers=1 from now on"):
            self._one.set()
        if isinstance(envelope.event, ChunkDone):
            self._chunk(threading.get_ident())

    def _chunk(self, worker: int) -> None:
        with self._lock:
            self._busy.add(worker)
            if self._three.is_set():
                self.later.append(len(self._busy))
            self.met.add(worker)
            number = len(self.met)
        if not self._three.is_set() and number in (1, 3):
            change_settings(self._target, {"workers": 3 if number == 1 else 1})
        if number == 3:
            assert self._one.wait(_LONGEST)
            self._three.set()
        assert self._three.wait(_LONGEST)
        with self._lock:
            self._busy.discard(worker)


def test_workers_come_and_go_while_rows_are_copied(schema: Schema) -> None:
    """From one to three, each of whom copies; and back to one, who copies the rest alone."""
    make_customers(schema, 12)
    target = schema.target("customers", widen(workers=1, chunk_rows=1, max_chunk_rows=1))
    run(target, [Phase.PREPARE])
    foreman, log = _Foreman(target), EventLog("")
    log.listen(foreman, everything=True)
    status = advance(target, [Phase.EXECUTE], log, StopFlag(), Choices())
    assert status is not None
    assert (status.state, status.changed_settings) == ("copied", ("workers=1",))
    assert len(foreman.met) == 3
    assert foreman.later
    assert set(foreman.later) == {1}
