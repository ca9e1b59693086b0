"""What a run records of itself, and that two runs in one process have nothing to do with each other."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field, replace

import jsonschema
import pytest
from click.testing import CliRunner

from onlinealter.cli.group import online_alter
from onlinealter.engine.alteration import advance
from onlinealter.engine.event_file import read_record
from onlinealter.engine.run_report import read_run_report
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import Interrupted, OnlineAlterError
from onlinealter.model.event_log import EventLog
from onlinealter.model.events import ChunkDone, Envelope, RunOpened, Sampled
from onlinealter.model.run_report import SessionEnd
from onlinealter.model.status import RunStatus
from onlinealter.mysql.server import read_server
from tests.docs.generate import DOCS
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, Recorder, make_customers, run, widen
from tests.integration.rehearsal.candidates import dsn_of
from tests.servers import Schema

_TIMEOUT = 60.0


@dataclass
class Heard:
    """Keeps all that it is told, and calls somebody at each chunk of the copy."""

    envelopes: list[Envelope] = field(default_factory=list)
    first_chunk: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def take(self, envelope: Envelope) -> None:
        self.envelopes.append(envelope)
        if isinstance(envelope.event, ChunkDone):
            self.first_chunk.set()
            self.go_on.wait(_TIMEOUT)

    def of(self, kind: type[object]) -> list[object]:
        return [each.event for each in self.envelopes if isinstance(each.event, kind)]


def test_chunks_come_one_by_one_and_every_signal_tells_its_number(schema: Schema) -> None:
    """Without any of them making the run pause."""
    make_customers(schema)
    target, heard = schema.target("customers", widen(workers=1, throttle_query="SELECT 3", throttle_limit=1000)), Heard()
    heard.go_on.set()
    log = EventLog("the shop")
    log.listen(heard, everything=True)
    status = advance(target, TO_VERIFY, log, StopFlag(), Choices())
    assert status is not None
    chunks = [each for each in heard.of(ChunkDone) if isinstance(each, ChunkDone)]
    assert sum(each.rows for each in chunks if each.work == "copy") == 500
    assert sum(each.rows for each in chunks if each.work == "verify") == 1000  # on the replica, and on the primary
    samples = {each.signal: each for each in heard.of(Sampled) if isinstance(each, Sampled)}
    replica = f"lag of {target.replicas[0].address}"
    assert {"threads running", "row lock waits on the copy", "history list length", "throttle query", replica} <= set(
        samples
    )
    assert samples["throttle query"] == Sampled("throttle query", 3.0, 1000)
    assert {(each.run, each.shard) for each in heard.envelopes if isinstance(each.event, ChunkDone)} == {
        (status.run, "the shop")
    }
    assert log.series["copy rows"].spans[0].highest <= 50


def test_the_record_is_there_when_the_run_is_taken_up_again(schema: Schema) -> None:
    """The earlier command's events come first."""
    make_customers(schema)
    target = schema.target("customers", widen())
    status = run(target, TO_VERIFY)
    run(target, TO_CUTOVER)
    with schema.connect() as connection:
        identity = read_server(connection).identity
    record = read_record(identity, schema.name, status.run)
    opened = [line for line in record.lines if line["event"] == "run-opened"]
    assert [line["resumed"] for line in opened] == [False, True]
    assert [line["phase"] for line in record.lines if line.get("outcome") == "done"] == [
        "prepare", "execute", "verify", "cutover",
    ]  # fmt: skip
    assert {"threads running", "copy seconds", "verify rows"} <= set(record.series)
    _see_its_report(schema, target)


def _see_its_report(schema: Schema, target: Target) -> None:
    """Made of the journal and the record, by the command line too."""
    found = read_run_report(target)
    assert (found.state, found.rows_copied, found.verification) == ("swapped", 500, "passed")
    assert [(each.phase, each.outcome) for each in found.phases] == [
        ("prepare", "done"), ("execute", "done"), ("verify", "done"), ("cutover", "done"),
    ]  # fmt: skip
    assert [each.ended for each in found.sessions] == [SessionEnd.CLOSED, SessionEnd.CLOSED]
    assert [each.rows for each in found.phases] == [0, 500, 1000, 0]
    assert [each.back for each in found.swaps] == [False]
    assert {"threads running", f"lag of {target.replicas[0].address}"} <= {each.signal for each in found.limits}
    assert any(each.sql.startswith("RENAME TABLE") for each in found.details.statements)
    words = ["report", "--dsn", dsn_of(schema.primary, schema.name), "--table", "customers", "--json"]
    came = CliRunner(env={"MYSQL_PWD": schema.primary.password}).invoke(online_alter, words, catch_exceptions=False)
    assert came.exit_code == 0, came.stderr
    schema = json.loads((DOCS / "run.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(came.stdout))


@dataclass
class _Running:
    """A run in a thread of its own."""

    schema: Schema
    table: str
    heard: Heard = field(default_factory=Heard)
    stop: StopFlag = field(default_factory=StopFlag)
    status: RunStatus | None = None
    error: OnlineAlterError | None = None

    def __post_init__(self) -> None:
        self.log = EventLog(self.table)
        self.log.listen(self.heard, everything=True)
        self.target = self.schema.target(self.table, replace(widen(workers=1), table=self.table))
        self.thread = threading.Thread(target=self._work)
        self.thread.start()

    def _work(self) -> None:
        try:
            self.status = advance(self.target, TO_CUTOVER, self.log, self.stop, Choices())
        except OnlineAlterError as error:
            self.error = error

    def runs_of_events(self) -> set[str]:
        opened = next(each for each, of in enumerate(self.heard.envelopes) if isinstance(of.event, RunOpened))
        return {each.run for each in self.heard.envelopes[opened:]}


def test_of_two_runs_in_one_process_each_is_stopped_by_itself(schema: Schema) -> None:
    """The other one continues to its end, and neither hears of the other's events."""
    make_customers(schema)
    with schema.connect() as connection:
        connection.execute("CREATE TABLE others LIKE customers")
        connection.execute("INSERT INTO others SELECT * FROM customers")
    stopped, other = _Running(schema, "customers"), _Running(schema, "others")
    try:
        assert stopped.heard.first_chunk.wait(_TIMEOUT)
        assert other.heard.first_chunk.wait(_TIMEOUT)
        stopped.stop.request()
    finally:
        stopped.heard.go_on.set()
        stopped.thread.join(_TIMEOUT)
        other.heard.go_on.set()
        other.thread.join(_TIMEOUT)
    with pytest.raises(Interrupted):
        raise stopped.error or AssertionError("it went on")
    assert other.error is None
    assert other.status is not None
    assert (other.status.state, other.status.rows_copied) == ("swapped", 500)
    assert other.runs_of_events() == {other.status.run}
    assert len(stopped.runs_of_events()) == 1
    assert run(stopped.target, TO_CUTOVER, Recorder()).state == "swapped"
