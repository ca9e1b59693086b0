"""A mix that was measured is played: as many statements of each kind as planned, of as many rows, and all is put back."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from onlinealter.engine.alteration import resolved_plan
from onlinealter.engine.target import Target
from onlinealter.model.event_values import members
from onlinealter.model.plan import Plan
from onlinealter.model.rehearsal import LoadRun
from onlinealter.model.traffic import FORMAT, IndexTraffic, Kind, Source, StatementTraffic, Traffic
from onlinealter.rehearsal.candidate import open_candidate
from onlinealter.rehearsal.snapshot import read_rows
from onlinealter.rehearsal.traffic.measuring import measure
from onlinealter.rehearsal.writes.load import Work, put_back, work_like, writing
from onlinealter.rehearsal.writes.mix import mix_of
from onlinealter.rehearsal.writes.steps import Step
from onlinealter.report.record_file import read_traffic
from tests.integration.rehearsal.busy import ALTER, ROWS, BusyCandidate
from tests.servers import Schema

_STATEMENTS = (
    StatementTraffic(Kind.SELECT, 0, 30.0, 2.5),
    StatementTraffic(Kind.INSERT, 0, 15.0, 2.0),
    StatementTraffic(Kind.UPDATE, 0, 20.0, 3.0),
    StatementTraffic(Kind.DELETE, 0, 5.0, 1.5),
)
_INDEXES = (IndexTraffic("name", 10, 0.5), IndexTraffic("PRIMARY", 10, 0.5))
TRAFFIC = Traffic("production.customers", "MySQL 9.7.4", "", 60.0, Source.DIGESTS, False, _STATEMENTS, _INDEXES, 0, 0.0)
_STAND_IN = "rehearsal_of_a_test"
_STEPS = 120  # of each writer
_FOR_EVER, _TIMEOUT = 1e6, 60.0  # seconds
_SECONDS, _TURNS = 20, 2  # of the application, and its turns in a second


@pytest.fixture
def candidate(schema: Schema) -> BusyCandidate:
    """A marked candidate."""
    found = BusyCandidate(schema)
    found.fill()
    found.mark()
    return found


def target_of(schema: Schema) -> Target:
    """The usual change there."""
    return replace(schema.target("customers"), plan=Plan(table="customers", alter=(ALTER,)))


def play(target: Target, work: Work, wait: Callable[[], object]) -> LoadRun:
    """Let the writers write meanwhile."""
    ended, place = list[LoadRun](), (_STAND_IN, ROWS)
    with open_candidate(target) as connection, writing(target, resolved_plan(target), *place, connection, ended, work):
        wait()
    return ended[0]


def put_back_of(schema: Schema) -> None:
    """What such a load has left."""
    with schema.connect() as connection:
        put_back(connection, schema.name, "customers", _STAND_IN)


def _statement(kind: Kind, number: int) -> str:
    """Of the application: of two rows each, but for the DELETE."""
    first = number % ROWS + 100
    fresh = ", ".join(f"('secret {number}/{each}', 'secret', 'good', NOW())" for each in range(2))
    return {
        Kind.SELECT: f"SELECT name FROM customers WHERE id IN ({first}, {first + 1})",
        Kind.INSERT: f"INSERT INTO customers (code, name, mood, seen) VALUES {fresh}",
        Kind.UPDATE: f"UPDATE customers SET weight = {number} WHERE id IN ({first}, {first + 1})",
        Kind.DELETE: "DELETE FROM customers WHERE name = 'secret' ORDER BY id LIMIT 1",
    }[kind]


def test_what_the_server_counts_is_what_was_planned(candidate: BusyCandidate) -> None:
    """To the statement, where the server counts by table; of as many rows, and everything is put back."""
    before, target = candidate.as_it_is(), target_of(candidate.schema)
    work, planned, done = work_like(mix_of(TRAFFIC)), list[Step](), threading.Semaphore(0)

    def at_once(number: int, kept: int) -> Iterable[Step]:
        for step in islice(work.steps(number, kept), _STEPS):
            planned.append(step)
            yield replace(step, after=0.0)
        done.release()  # here the writer asks for the next one
        yield replace(step, after=_FOR_EVER)

    with candidate.schema.connect() as connection:
        if not connection.mariadb:  # other tests have filled the server's list of digests
            connection.execute("TRUNCATE TABLE performance_schema.events_statements_summary_by_digest")
    came = list[LoadRun]()

    def wait() -> None:
        assert all(done.acquire(timeout=_TIMEOUT) for _ in range(work.writers))

    found = measure(target, lambda: came.append(play(target, replace(work, steps=at_once), wait)))
    counts = Counter(step.kind for step in planned)
    run = came[0]
    assert (run.errors, run.lost) == ((), 0)
    assert (run.selects, run.inserts, run.updates, run.deletes) == tuple(counts[kind] for kind in Kind)
    assert min(counts.values()) > 20
    rows = {each.kind: each.rows_each * counts[Kind(each.kind)] for each in run.mix}
    asked = {kind: sum(step.rows for step in planned if step.kind is kind) for kind in Kind}
    assert (rows["insert"], rows["update"]) == (asked[Kind.INSERT], asked[Kind.UPDATE])
    assert rows["delete"] <= asked[Kind.DELETE]
    if found.source is Source.DIGESTS:
        counted = {each.kind: each for each in found.statements}
        assert {kind: counted[kind].count - counts[kind] for kind in (Kind.INSERT, Kind.UPDATE, Kind.DELETE)} == {
            Kind.INSERT: 0, Kind.UPDATE: 0, Kind.DELETE: 0,
        }  # fmt: skip
        assert counts[Kind.SELECT] <= counted[Kind.SELECT].count <= counts[Kind.SELECT] + 20  # what is kept is read, too
        assert any(each.index == "name" and each.read for each in found.indexes)
    put_back_of(candidate.schema)
    assert candidate.as_it_is() == before


def test_a_rehearsal_plays_the_mix(candidate: BusyCandidate, tmp_path: Path) -> None:
    """Without an error that it doesn't explain; what a test writes meanwhile stays, everything else is as before."""
    file, primary = tmp_path / "traffic.json", candidate.schema.primary
    file.write_text(json.dumps({"event": "profiled", "format": FORMAT} | members(TRAFFIC)))
    text = (
        "import os, mysql.connector\n"
        f"c = mysql.connector.connect(host={primary.host!r}, port={primary.port}, user={primary.user!r},"
        f" password={primary.password!r}, database={candidate.schema.name!r}, ssl_disabled=True, autocommit=True)\n"
        "c.cursor().execute('INSERT INTO customers (code, name, mood, seen) VALUES (%s, %s, 1, NOW())',"
        " (os.environ['ONLINE_ALTER_MOMENT'],) * 2)\n"
    )
    words = ("--load", f"like:{file}", "--load-factor", "0.5", "--test", candidate.write_test(tmp_path, text))
    came, found = candidate.rehearse_into(tmp_path / "result.json", *words)
    assert came.exit_code == 0, came.stderr
    assert f"{ROWS} before, {ROWS + 3} after" in came.stdout
    writes = found["writes"]
    assert isinstance(writes, dict)
    assert min(writes["selects"], writes["inserts"], writes["updates"], writes["deletes"]) > 0
    assert (writes["errors"], writes["lost"]) == ([], 0)
    assert {each["kind"]: each["wanted_per_second"] for each in writes["mix"]} == {
        "select": 15.0, "insert": 7.5, "update": 10.0, "delete": 2.5,
    }  # fmt: skip
    assert "load: select " in came.stdout
    assert "--load-factor 0.5" in found["details"]["command"]  # type: ignore[index]
    with candidate.schema.connect() as connection:
        names = connection.rows(f"SELECT code FROM customers WHERE id >= {100 + ROWS} ORDER BY id")
        highest = connection.value("SELECT MAX(id) FROM customers")
        assert read_rows(connection, candidate.schema.name, "customers").counter == str(highest + 1)
    assert names == [("before",), ("swapped",), ("rolled-back",)]


@pytest.mark.statistical
def test_what_was_measured_is_played_again_at_its_rates(candidate: BusyCandidate, tmp_path: Path) -> None:
    """An application is measured into a file; what the file is then played to is measured again: both are alike in rates and
    rows of each kind. No value of the table is in the file.
    """
    file, rates = tmp_path / "traffic.json", {Kind.SELECT: 20, Kind.INSERT: 10, Kind.UPDATE: 8, Kind.DELETE: 4}
    target, schema = target_of(candidate.schema), candidate.schema
    with schema.connect() as application, schema.connect() as other:
        if not other.mariadb:
            other.execute("TRUNCATE TABLE performance_schema.events_statements_summary_by_digest")

        def be_busy() -> None:
            for number in range(_SECONDS * _TURNS):
                began = time.monotonic()
                for kind, rate in rates.items():
                    for at in range(rate // _TURNS):
                        application.rows(_statement(kind, number * 10 + at))
                time.sleep(max(0.0, 1 / _TURNS - (time.monotonic() - began)))

        was = measure(target, be_busy)
        file.write_text(json.dumps({"event": "profiled", "format": FORMAT} | members(was)))
        assert not [word for word in ("name 7", "code 7", "secret", "SELECT", "WHERE") if word in file.read_text()]
        came, again = list[LoadRun](), work_like(mix_of(read_traffic(file)))
        now = measure(target, lambda: came.append(play(target, again, lambda: time.sleep(_SECONDS))))
    put_back_of(schema)
    wanted = {each.kind: each for each in was.statements}
    run = came[0]
    assert (run.errors, run.lost) == ((), 0)
    for each in run.mix:
        assert each.per_second == pytest.approx(each.wanted_per_second, rel=0.15), each.kind
        assert each.rows_each == pytest.approx(each.wanted_rows_each, rel=0.15), each.kind
    if now.source is Source.DIGESTS:
        for kind, rate in rates.items():
            assert wanted[kind].per_second == pytest.approx(rate, rel=0.15)
        for seen in now.statements:
            assert seen.per_second == pytest.approx(wanted[seen.kind].per_second, rel=0.15), seen.kind
