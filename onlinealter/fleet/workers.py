"""Handing shards' tasks to workers, and seeing that each comes to its end although workers are lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass

from onlinealter.engine import alteration
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.engine.transitions import STEPS
from onlinealter.fleet.standing import ShardStatus, read_statuses
from onlinealter.fleet.target import FleetShard
from onlinealter.fleet.task import NO_PLACE, NOTHING, Errand, Task, TaskEnd, error_of, make_task
from onlinealter.fleet.worker import work
from onlinealter.model.errors import Interrupted, OnlineAlterError, Owned, Unreachable, WorkerLost, WrongPhase
from onlinealter.model.events import Notice
from onlinealter.model.ports import Reporter
from onlinealter.model.states import Phase, State
from onlinealter.mysql.waits import Waits

_MOST_LOSSES = 3  # of workers with the same task
_LOOK = 0.2  # seconds between two looks whether somebody wants to stop
_BETWEEN_TRIES = 1.0  # seconds
_COMING_BACK = 120.0  # seconds that workers which were there may take to be there again
_STATUS_LIMIT = 30.0  # seconds
_LONGEST_STOP = 60.0  # seconds for a process to stop that is asked to
_STOP_LOOKS = 5  # in a row at which no process is at work: a worker may have begun just when its task was taken back

OpenExecutor = Callable[[], Executor]


@dataclass(frozen=True)
class Steps:
    """What is to be done on a shard: phases, choices, and whether a place on the server is taken."""

    phases: Sequence[Phase]
    choices: Choices
    takes_place: bool


class Workers:
    """Workers behind an executor. One that is broken is opened anew where ``executor`` is a function that opens one."""

    def __init__(self, executor: Executor | OpenExecutor, errand: Errand, between_tries: float = _BETWEEN_TRIES) -> None:
        self._given = executor if isinstance(executor, Executor) else None
        self._open: OpenExecutor = (lambda: executor) if isinstance(executor, Executor) else executor
        self._executor: Executor | None = None
        self._errand, self._between_tries = errand, between_tries
        self._lock = threading.Lock()

    def open(self) -> None:
        """Open the executor now. Raises OnlineAlterError where there is none."""
        with self._lock:
            if self._executor is None:
                self._executor = self._open()

    def close(self) -> None:
        """Let go of an executor that was opened here."""
        with self._lock:
            if self._executor is not None and self._given is None:
                self._executor.shutdown(wait=False, cancel_futures=True)
                self._executor = None

    def advance(self, shard: FleetShard, steps: Steps, reporter: Reporter, stop: StopFlag) -> bool:
        """Have a worker take the shard through the phases; gives False where nothing was to do. After a lost worker, or
        where another process is at work, the shard's journal is asked what stands there, and the task is given again. Raises
        what the task ended with.
        """
        task = make_task(shard.name, steps.phases, steps.choices, self._errand, takes_place=steps.takes_place)
        losses, waits = 0, ""
        while True:
            stop.check()
            came = self._once(task, shard, stop)
            if isinstance(came, TaskEnd) and came.outcome not in (NO_PLACE, Owned.reference):
                if error := error_of(came):
                    raise error
                return came.outcome != NOTHING
            if isinstance(came, TaskEnd):
                said = came.error
            else:
                losses += 1
                said = f"a worker was lost with the task ({came})"
                if losses > _MOST_LOSSES:
                    raise WorkerLost(
                        f"{losses} workers were lost with the task, the last by: {came}",
                        remedy="Look at the workers' logs; then run the same command again, it continues.",
                    )
            if said != waits:
                reporter.report(Notice(f"{said}; the task is given again when the shard is free"))
                waits = said
            stop.sleep(self._between_tries)
            if self._stands_there(shard, steps.phases, stop):
                return True

    def _once(self, task: Task, shard: FleetShard, stop: StopFlag) -> TaskEnd | str:
        """What came of the task; a text says how its worker was lost."""
        future = self._submitted(task, stop)
        while not future.done():
            wait([future], _LOOK)
            if stop.requested:
                future.cancel()
                _stop_worker(shard)
                stop.check()
        if future.cancelled():
            return "cancelled"
        error = future.exception()
        return future.result() if error is None else f"{type(error).__name__}: {error}".rstrip(": ")

    def _submitted(self, task: Task, stop: StopFlag) -> Future[TaskEnd]:
        """Raises Unreachable where no executor can be opened for a while, WorkerLost where a given one is broken."""
        deadline = time.monotonic() + _COMING_BACK
        while True:
            try:
                return self._submit(task)
            except Unreachable:
                if time.monotonic() > deadline:
                    raise
                stop.sleep(self._between_tries)

    def _submit(self, task: Task) -> Future[TaskEnd]:
        with self._lock:
            if self._executor is None:
                self._executor = self._open()
            try:
                return self._executor.submit(work, task)
            except RuntimeError as error:  # broken, or shut down
                if self._given is not None:
                    raise WorkerLost(
                        f"the executor takes no task: {error}", remedy="With a new one the same call continues."
                    ) from error
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None
            self._executor = self._open()
            return self._executor.submit(work, task)

    def _stands_there(self, shard: FleetShard, phases: Sequence[Phase], stop: StopFlag) -> bool:
        """Whether the shard's journal says that the phases are over; waits while a process is at work there."""
        while (status := _status(shard)).run is not None and status.run.owner:
            stop.sleep(self._between_tries)
        last = STEPS[phases[-1]]
        return status.run is not None and State(status.run.state) in last.over | {last.ends}


def _status(shard: FleetShard) -> ShardStatus:
    return read_statuses([shard], _STATUS_LIMIT)[0]


def _stop_worker(shard: FleetShard) -> None:
    """Ask the process at work on the shard to stop, through the journal, and wait until it has."""
    for _ in range(_STOP_LOOKS):
        try:
            alteration.stop_process(shard.target, Waits(), _LONGEST_STOP)
        except WrongPhase:
            time.sleep(_LOOK)
        except OnlineAlterError as error:
            raise Interrupted(
                f"stopped on request; whether {shard.name}'s worker has stopped isn't known: {error.message}",
                remedy="'online-alter status' says who is at work; 'online-alter stop' stops it.",
            ) from error
        else:
            return
