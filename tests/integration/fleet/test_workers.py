"""Shards' tasks in other processes, one of which is lost in the middle of its work."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.engine.alteration import read_status
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.fleet.target import FleetShard
from onlinealter.fleet.task import Errand, make_task
from onlinealter.fleet.worker import work
from onlinealter.fleet.workers import Steps, Workers
from onlinealter.model.errors import Interrupted, WorkerLost
from onlinealter.model.events import Notice
from onlinealter.model.plan import VerifyOn
from onlinealter.model.states import Phase, State
from onlinealter.model.status import RunStatus
from onlinealter.planning.plan_text import plan_as_text
from tests.integration.engine.alterations import Recorder, make_customers, objects, settings, widen
from tests.servers import Schema

_SECRET = "ONLINEALTER_TEST_SECRET"


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


class _Work:
    """One shard, and workers in processes of their own."""

    def __init__(self, schema: Schema, errand: Errand) -> None:
        self.schema, self.heard, self.stop = schema, Recorder(), StopFlag()
        self.shard = FleetShard("eu-1", "rest", schema.target("customers", widen()))
        self.workers = Workers(_pool, errand, between_tries=0.1)

    def advance(self, *phases: Phase) -> None:
        self.workers.advance(self.shard, Steps(phases, Choices(), Phase.EXECUTE in phases), self.heard, self.stop)

    def begin(self, *phases: Phase) -> tuple[threading.Thread, list[BaseException]]:
        failures: list[BaseException] = []

        def advance() -> None:
            try:
                self.advance(*phases)
            except BaseException as error:  # noqa: BLE001 - the test looks at it
                failures.append(error)

        course = threading.Thread(target=advance, daemon=True)
        course.start()
        return course, failures

    def run(self) -> RunStatus:
        """The shard's only run."""
        [run] = read_status(self.shard.target)
        return run

    def worker(self) -> int:
        """The process at work; 0 where there is none."""
        return int(self.run().owner.rpartition(" ")[2] or 0)

    def copies(self) -> bool:
        """Whether a process is in the midst of the copy."""
        run = self.run()
        return bool(run.state == State.COPYING and run.owner and run.rows_copied)


@pytest.fixture
def shard(schema: Schema, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Work]:
    """A shard with 500 rows; its password is in the workers' environment only."""
    make_customers(schema)
    monkeypatch.setenv(_SECRET, schema.primary.password)
    at = schema.primary
    (tmp_path / "shards.toml").write_text(
        f'[defaults]\npassword = {{ env = "{_SECRET}" }}\n[[shard]]\nname = "eu-1"\n'
        f'primary = "mysql://{at.user}@{at.host}:{at.port}/{schema.name}?ssl-mode=DISABLED"\n'
    )
    plan = replace(widen(), settings=settings(verify_on=VerifyOn.PRIMARY, workers=1))
    found = _Work(schema, Errand(plan_as_text(plan), "{}", str(tmp_path / "shards.toml")))
    yield found
    found.workers.close()


def _wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_worker_killed_while_it_copies_costs_nothing(shard: _Work) -> None:
    """Another one continues its run; the shard is altered once, and no row is lost."""
    with shard.schema.connect() as connection:
        before = connection.rows("SELECT id, name, amount FROM customers ORDER BY id")
    shard.advance(Phase.PREPARE)
    with shard.schema.connect() as holder:
        holder.execute("BEGIN")
        holder.rows("SELECT * FROM customers WHERE id = 300 FOR UPDATE")  # the copy comes as far as this
        course, failures = shard.begin(Phase.EXECUTE, Phase.VERIFY)
        _wait_until(shard.copies)
        first = shard.worker()
        assert first != os.getpid()
        os.kill(first, signal.SIGKILL)
        _wait_until(lambda: shard.worker() not in (0, first))
        holder.execute("ROLLBACK")
    course.join(120)
    assert failures == []
    assert [notice.text.partition(";")[0] for notice in shard.heard.of(Notice)] == [
        "a worker was lost with the task (BrokenProcessPool: A process in the process pool was terminated abruptly while the"
        " future was running or pending.)"
    ]
    shard.advance(Phase.CUTOVER)
    shard.advance(Phase.CLEANUP)
    assert shard.run().state == State.DONE
    with shard.schema.connect() as connection:
        assert connection.rows("SELECT id, name, amount FROM customers ORDER BY id") == before
        assert "varchar(40)" in str(connection.rows("SHOW COLUMNS FROM customers LIKE 'name'"))
        assert {name for name in objects(connection, shard.schema)[0] if "customers" in name} == {"customers"}


def test_who_stops_the_command_stops_the_worker(shard: _Work) -> None:
    """Through the journal, since no executor reaches into a process; the run can go on."""
    shard.advance(Phase.PREPARE)
    with shard.schema.connect() as holder:
        holder.execute("BEGIN")
        holder.rows("SELECT * FROM customers WHERE id = 300 FOR UPDATE")
        course, failures = shard.begin(Phase.EXECUTE)
        _wait_until(shard.copies)
        shard.stop.request()
        course.join(120)
        holder.execute("ROLLBACK")
    assert [type(failure) for failure in failures] == [Interrupted]
    assert shard.worker() == 0


def test_an_executor_that_cannot_be_opened_anew_says_so(shard: _Work) -> None:
    """And the same call with a new one continues."""
    pool = _pool()
    pool.shutdown()
    workers = Workers(pool, Errand("", "{}", ""))
    with pytest.raises(WorkerLost, match="the executor takes no task"):
        workers.advance(shard.shard, Steps((Phase.PREPARE,), Choices(), takes_place=False), shard.heard, shard.stop)


def test_no_secret_comes_back(shard: _Work, tmp_path: Path) -> None:
    """The password is in no byte of what travels, also where the server refuses the account."""
    (tmp_path / "wrong.toml").write_text((tmp_path / "shards.toml").read_text().replace("mysql://", "mysql://nobody-"))
    errand = Errand(plan_as_text(widen()), "{}", str(tmp_path / "wrong.toml"))
    task = make_task("eu-1", (Phase.PREPARE,), Choices(), errand, takes_place=False)
    end = work(task)
    assert end.outcome == "server-unreachable"
    assert shard.schema.primary.password
    for value in (task, end):
        assert shard.schema.primary.password.encode() not in pickle.dumps(value)
