"""Many shards from Python: schemas of one primary stand for them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

import onlinealter as oa
from tests.servers import Schema, ServerPair

_NAMES = ("canary", "eu-1", "eu-2")
_SECRET = "ONLINEALTER_TEST_SECRET"
_PLAN = oa.Plan("customer", "ADD COLUMN note VARCHAR(20)", settings={"verify_on": "primary", "strategy": "shadow"})


@dataclass(frozen=True)
class _Shards:
    schemas: dict[str, Schema]
    fleet: oa.Fleet

    def altered(self) -> set[str]:
        """The shards whose table has the new column."""
        found = set()
        for name, schema in self.schemas.items():
            with schema.connect() as connection:
                if connection.rows("SHOW COLUMNS FROM customer LIKE 'note'"):
                    found.add(name)
        return found


@pytest.fixture
def shards(
    servers: ServerPair, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[_Shards]:
    """Three shards with a small table; before the second wave somebody is asked."""
    with ExitStack() as stack:
        schemas = {name: stack.enter_context(servers.schema(f"{request.node.name}_{name}")) for name in _NAMES}
        lines = ["[defaults]", "per_server = 2", f'password = {{ env = "{_SECRET}" }}']
        for name, schema in schemas.items():
            at = schema.primary
            with schema.connect() as connection:
                connection.execute("CREATE TABLE customer (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20))")
                connection.execute("INSERT INTO customer (name) VALUES ('a'), ('b'), ('c')")
            dsn = f"mysql://{at.user}@{at.host}:{at.port}/{schema.name}?ssl-mode=DISABLED"
            lines += ["[[shard]]", f'name = "{name}"', f'primary = "{dsn}"', f'group = "{name.partition("-")[0]}"']
        lines += ["[rollout.cutover]", 'waves = ["canary", "rest"]', "ask = true"]
        (tmp_path / "shards.toml").write_text("\n".join(lines))
        monkeypatch.setenv(_SECRET, schemas["canary"].primary.password)
        yield _Shards(schemas, oa.Fleet.load(tmp_path / "shards.toml"))


def _standings(status: oa.FleetStatus) -> dict[str, oa.Standing]:
    return {row.shard: row.standing for row in status.shards}


def test_a_fleet_goes_wave_by_wave_and_back(shards: _Shards) -> None:
    """The same engine and values as the command: a question without an answer is an error, the next call goes on."""
    fleet, events = shards.fleet, list[tuple[str, oa.Event]]()
    assert fleet.check(_PLAN).fit == _NAMES
    assert set(_standings(fleet.status(_PLAN)).values()) == {oa.Standing.NOT_STARTED}
    with pytest.raises(oa.Asks) as asked:
        fleet.run(_PLAN, on_event=lambda shard, event: events.append((shard, event)))
    assert asked.value.exit_code is oa.ExitCode.ASKS
    assert shards.altered() == {"canary"}
    assert {shard for shard, event in events if isinstance(event, oa.PhaseEnded)} == set(_NAMES)
    with pytest.raises(oa.Interrupted):
        fleet.run(_PLAN, between=lambda _: False)
    assert shards.altered() == {"canary"}
    questions: list[str] = []

    def go(question: str) -> bool:
        questions.append(question)
        return True

    with ThreadPoolExecutor(2) as executor:
        status = fleet.run(_PLAN, between=go, executor=executor)
    assert set(_standings(status).values()) == {oa.Standing.SWAPPED}
    assert [question.startswith("wave 1 (canary) is swapped; swap wave 2 of 2") for question in questions] == [True]
    assert status.asked[-1].answer == "go"
    back = fleet.only("eu-*").rollback(_PLAN)
    assert [row.shard for row in back.shards] == ["eu-1", "eu-2"]
    assert shards.altered() == {"canary"}
    fleet.only("eu-*").abort("customer")
    assert set(_standings(fleet.only(group="canary").cleanup("customer")).values()) == {oa.Standing.OVER}


def test_one_that_fails_leaves_the_others_alone(shards: _Shards) -> None:
    """A stop is one for all; a plan that doesn't fit begins nowhere."""
    with shards.schemas["eu-2"].connect() as connection:
        connection.execute("ALTER TABLE customer ADD COLUMN note INT")
    with pytest.raises(oa.Refused, match="doesn't fit 1 shard: eu-2; none was started"):
        shards.fleet.run(_PLAN)
    stop = oa.StopFlag()
    stop.request()
    with pytest.raises(oa.Interrupted):
        shards.fleet.only("canary", "eu-1").run(_PLAN, stop=stop)
    assert set(_standings(shards.fleet.status(_PLAN)).values()) == {oa.Standing.NOT_STARTED}
    with pytest.raises(oa.SomeFailed, match="eu-1"):
        shards.fleet.only("canary", "eu-1").pause(_PLAN)
    with pytest.raises(oa.UsageFault, match="no shard is left"):
        shards.fleet.only("us-*")
