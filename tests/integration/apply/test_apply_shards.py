"""A folder of plans on shards: schemas of one primary stand for them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onlinealter.cli.group import online_alter
from onlinealter.model.exit_codes import ExitCode
from tests.servers import Schema, ServerPair

_NAMES = ("canary", "eu-1", "eu-2")
_FILES = {
    "001-note.toml": 'table = "customers"\nalter = "ADD COLUMN note VARCHAR(20)"\n',
    "002-paid.sql": "ALTER TABLE customers ADD COLUMN paid INT;\n",
}


@dataclass(frozen=True)
class _Shards:
    schemas: dict[str, Schema]
    folder: Path

    def call(self, command: str, *words: str) -> Result:
        given = [command, str(self.folder / "changes"), "--shards", str(self.folder / "shards.toml"), *words]
        runner = CliRunner(env={"SHARDS_PASSWORD": self.schemas["canary"].primary.password})
        return runner.invoke(online_alter, given, prog_name="online-alter", catch_exceptions=False)

    def pending(self) -> dict[str, list[str]]:
        """Each shard's standings, in the order of the plans; also where one is refused it is all that stdout has."""
        found: dict[str, list[str]] = {}
        for row in json.loads(self.call("pending", "--json").stdout):
            found.setdefault(row["shard"], []).append(row["standing"])
        return found


@pytest.fixture
def shards(servers: ServerPair, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[_Shards]:
    """Three shards with the same small table; the canary is swapped first, and its health decides."""
    lines = [
        '[defaults]\npassword = { env = "SHARDS_PASSWORD" }',
        '[rollout.cutover]\nwaves = ["canary", "rest"]',
        f'healthy = ["test", "!", "-e", "{tmp_path}/ill"]',
    ]
    with ExitStack() as stack:
        schemas = {name: stack.enter_context(servers.schema(f"{request.node.name}_{name}")) for name in _NAMES}
        for name, schema in schemas.items():
            with schema.connect() as connection:
                connection.execute("CREATE TABLE customers (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20))")
            server = schema.primary
            lines += [
                f'[[shard]]\nname = "{name}"\ngroup = "{"canary" if name == "canary" else "eu"}"',
                f'primary = "mysql://{server.user}@{server.host}:{server.port}/{schema.name}?ssl-mode=DISABLED"',
            ]
        (tmp_path / "shards.toml").write_text("\n".join(lines))
        (tmp_path / "changes").mkdir()
        for file, text in _FILES.items():
            (tmp_path / "changes" / file).write_text(text)
        yield _Shards(schemas, tmp_path)


def test_each_plan_goes_over_all_shards_before_the_next_begins(shards: _Shards) -> None:
    """An unhealthy canary stops the first; then all are applied, and a second call has nothing to do."""
    assert shards.call("pending").exit_code == ExitCode.PENDING
    ill = shards.folder / "ill"
    ill.touch()
    stopped = shards.call("apply", "--cleanup")
    assert stopped.exit_code == ExitCode.UNHEALTHY
    assert "stopped at 001-note.toml; what comes after it was not started" in stopped.stderr
    found = shards.pending()
    assert found == {
        "canary": ["applied", "pending"],
        "eu-1": ["under way", "pending"],
        "eu-2": ["under way", "pending"],
    }
    ill.unlink()
    assert shards.call("apply", "--cleanup", "--only", "eu-1", "--only", "canary").exit_code == 0
    assert shards.pending()["eu-2"] == ["under way", "pending"]
    assert shards.call("apply", "--cleanup").exit_code == 0
    assert shards.pending() == {name: ["applied", "applied"] for name in _NAMES}
    again = shards.call("apply", "--cleanup")
    assert again.exit_code == 0
    assert "nothing to do: 2 plans on 3 shards have run" in again.stderr
    assert shards.call("pending").exit_code == 0


def test_a_plan_changed_after_it_ran_names_the_shard(shards: _Shards) -> None:
    """Nothing is begun anywhere."""
    assert shards.call("apply", "--cleanup", "--only", "eu-1").exit_code == 0
    (shards.folder / "changes" / "002-paid.sql").write_text("ALTER TABLE customers ADD COLUMN paid BIGINT")
    refused = shards.call("apply", "--cleanup")
    assert refused.exit_code == ExitCode.REFUSED
    assert "shard eu-1: 002-paid.sql was changed after it ran" in refused.stderr
    assert shards.pending()["eu-2"] == ["pending", "pending"]
