"""The Python interface on real servers: what its page says, in the page's own words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

import onlinealter as oa
from tests.servers import Schema

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "python" / "widen.py"
_SETTINGS = {"verify_on": "primary", "chunk_rows": 50, "max_chunk_rows": 50, "strategy": "shadow"}


def _target(schema: Schema) -> oa.Target:
    server = schema.primary
    return oa.Target(f"mysql://{quote(server.user)}@{server.host}:{server.port}/{schema.name}", password=server.password)


def _make(schema: Schema, table: str, rows: int = 200) -> None:
    with schema.connect() as connection:
        connection.execute(f"CREATE TABLE {table} (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20) NOT NULL)")
        values = ", ".join(f"('name {number}')" for number in range(rows))
        connection.execute(f"INSERT INTO {table} (name) VALUES {values}")


def _columns(schema: Schema, table: str) -> list[str]:
    with schema.connect() as connection:
        return [str(row[0]) for row in connection.rows(f"SHOW COLUMNS FROM {table}")]


def test_the_pages_example(schema: Schema) -> None:
    """It runs as it stands there, and ends as it says."""
    _make(schema, "customer")
    dsn = f"mysql://{schema.primary.user}@{schema.primary.host}:{schema.primary.port}/{schema.name}"
    environment = {**os.environ, "MYSQL_PWD": schema.primary.password, "PYTHONPATH": str(EXAMPLE.parents[3])}
    call = [sys.executable, str(EXAMPLE), dsn]
    found = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.splitlines()[-1] == "['swapped']"
    assert {"prepare", "execute", "verify", "cutover"} <= set(found.stdout.splitlines())


def test_a_run_forth_and_back_without_a_word(schema: Schema, capfd: pytest.CaptureFixture[str]) -> None:
    """All phases as calls: nothing is printed, and no signal handler is another than before."""
    _make(schema, "customer")
    plan, shop = oa.Plan("customer", "ADD COLUMN note INT", settings=_SETTINGS), _target(schema)
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    events: list[oa.Event] = []
    assert oa.check(plan, shop).refusal is None
    assert oa.plan(plan, shop)[0].phase is oa.Phase.PREPARE
    assert oa.status(plan, shop) == ()
    reached = oa.run(plan, shop, until="copied", on_event=events.append)
    assert reached is not None
    assert reached.state == oa.State.COPIED
    oa.verify(plan, shop)
    swapped = oa.cutover(plan, shop)
    assert swapped is not None
    assert (swapped.state, _columns(schema, "customer")) == ("swapped", ["id", "name", "note"])
    oa.rollback(plan, shop)
    assert _columns(schema, "customer") == ["id", "name"]
    assert any(isinstance(each, oa.CopyAdvanced) for each in events)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before
    assert capfd.readouterr() == ("", "")


def test_errors_are_typed(schema: Schema) -> None:
    """A refusal is a value of check, and an error of run, with its exit code; asking the state of no run is one, too."""
    _make(schema, "customer")
    shop = _target(schema)
    shorter = oa.Plan("customer", "MODIFY name VARCHAR(3) NOT NULL")
    checked = oa.check(shorter, shop)
    assert [each.severity for each in checked.findings].count(oa.Severity.REFUSAL) == 1
    with pytest.raises(oa.Refused) as raised:
        checked.raise_for_refusals()
    assert raised.value.exit_code is oa.ExitCode.REFUSED
    with pytest.raises(oa.Refused):
        oa.run(shorter, shop)
    with pytest.raises(oa.WrongPhase):
        oa.cutover("customer", shop)


def test_several_runs_at_once_in_one_process(schema: Schema) -> None:
    """From threads, each with its own events and its own stop; stopping one leaves the other alone, and it goes on later."""
    shop, tables = _target(schema), ("one", "two")
    for table in tables:
        _make(schema, table, rows=2000)
    stops = {table: oa.StopFlag() for table in tables}
    events: dict[str, list[oa.Event]] = {table: [] for table in tables}

    def alter(table: str) -> oa.RunStatus | None:
        def take(event: oa.Event) -> None:
            events[table].append(event)
            if table == "two" and isinstance(event, oa.CopyAdvanced):
                stops[table].request()

        plan = oa.Plan(table, "ADD COLUMN note INT", settings=_SETTINGS | {"workers": 1})
        return oa.run(plan, shop, on_event=take, stop=stops[table])

    with ThreadPoolExecutor(2) as pool:
        one, two = (pool.submit(alter, table) for table in tables)
        first = one.result()
        with pytest.raises(oa.Interrupted):
            two.result()
    assert first is not None
    assert (first.state, _columns(schema, "one"), _columns(schema, "two")) == (
        "swapped",
        ["id", "name", "note"],
        ["id", "name"],
    )
    opened = {table: {each.table for each in events[table] if isinstance(each, oa.RunOpened)} for table in tables}
    assert opened == {table: {f"{schema.name}.{table}"} for table in tables}
    [stopped] = oa.status("two", shop)
    assert (stopped.state, stopped.owner) == (oa.State.COPYING, "")
    again = oa.run(oa.Plan("two", "ADD COLUMN note INT", settings=_SETTINGS | {"workers": 1}), shop, until="copied")
    assert again is not None
    assert (again.run, again.state) == (stopped.run, oa.State.COPIED)


def test_a_small_table_is_altered_by_the_server(schema: Schema) -> None:
    """Without a run; a larger one gets one."""
    _make(schema, "customer", rows=20)
    shop = _target(schema)
    assert oa.run(oa.Plan("customer", "ADD COLUMN note INT"), shop, min_rows=21) is None
    assert (_columns(schema, "customer"), oa.status("customer", shop)) == (["id", "name", "note"], ())


def test_several_alters_of_a_small_table_are_made_by_a_run(schema: Schema) -> None:
    """The server's own ALTER is one."""
    _make(schema, "customer", rows=20)
    plan = oa.Plan("customer", ("ADD COLUMN note INT", "ALTER COLUMN name SET DEFAULT 'none'"))
    done = oa.run(plan, _target(schema), until="clean", min_rows=21)
    assert done is not None
    assert _columns(schema, "customer") == ["id", "name", "note"]


def test_what_on_event_raises_ends_the_call_alone(schema: Schema) -> None:
    """The run is where it was, and the next call continues."""
    _make(schema, "customer")
    plan, shop = oa.Plan("customer", "ADD COLUMN note INT", settings=_SETTINGS), _target(schema)

    def fail(event: oa.Event) -> None:
        if isinstance(event, oa.PhaseBegan) and event.phase is oa.Phase.VERIFY:
            raise KeyError("the caller's own fault")

    with pytest.raises(KeyError):
        oa.run(plan, shop, on_event=fail)
    assert oa.status(plan, shop)[-1].owner == ""
    after = oa.verify(plan, shop)
    assert after is not None
    assert after.state == oa.State.VERIFIED
