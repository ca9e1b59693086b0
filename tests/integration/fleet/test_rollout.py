"""One plan on many shards: schemas of one primary stand for shards."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from onlinealter.cli.group import online_alter
from onlinealter.model.exit_codes import ExitCode
from onlinealter.sql import quoting
from tests.servers import Schema, ServerPair

_PLAN = 'name = "widen"\ntable = "customers"\nalter = "MODIFY name VARCHAR(60), ADD COLUMN note VARCHAR(20)"\n'
_NAMES = ("canary", "eu-1", "eu-2", "eu-3")


@dataclass(frozen=True)
class _Shards:
    """Shards by name, and the files that describe them."""

    schemas: dict[str, Schema]
    folder: Path

    def write(self, rollout: str = "") -> None:
        lines = ["[defaults]", "per_server = 2", 'password = { env = "SHARDS_PASSWORD" }']
        for name, schema in self.schemas.items():
            primary = schema.primary
            lines += [
                "[[shard]]",
                f'name = "{name}"',
                f'primary = "mysql://{primary.user}@{primary.host}:{primary.port}/{schema.name}?ssl-mode=DISABLED"',
                f'group = "{"canary" if name == "canary" else "rest"}"',
                'settings = { strategy = "shadow", verify_on = "primary" }',
            ]
        (self.folder / "shards.toml").write_text("\n".join([*lines, rollout]))
        (self.folder / "plan.toml").write_text(_PLAN)

    def call(self, command: str, *words: str) -> Result:
        files = [str(self.folder / "plan.toml"), "--shards", str(self.folder / "shards.toml")]
        runner = CliRunner(env={"SHARDS_PASSWORD": self.schemas["canary"].primary.password})
        return runner.invoke(online_alter, [command, *files, *words], prog_name="online-alter", catch_exceptions=False)

    def status(self) -> dict[str, tuple[str, str]]:
        """Each shard's standing and state."""
        return {row["shard"]: (row["standing"], row["state"]) for row in self.whole_status()["shards"]}

    def whole_status(self) -> dict[str, Any]:
        """All that status tells to programs."""
        found: dict[str, Any] = json.loads(self.call("status", "--json").stdout)
        return found

    def run_sql(self, name: str, sql: str) -> list[tuple[object, ...]]:
        """Ask one shard, or change it."""
        with self.schemas[name].connect() as connection:
            return connection.rows(sql)

    def has_new_column(self, name: str) -> bool:
        """Whether the shard's table has the new definition."""
        return bool(self.run_sql(name, "SHOW COLUMNS FROM customers LIKE 'note'"))


@pytest.fixture
def shards(servers: ServerPair, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[_Shards]:
    """Four shards with the same small table."""
    with ExitStack() as stack:
        schemas = {name: stack.enter_context(servers.schema(f"{request.node.name}_{name}")) for name in _NAMES}
        for schema in schemas.values():
            with schema.connect() as connection:
                connection.execute(
                    "CREATE TABLE customers (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20)) ENGINE=InnoDB"
                )
                connection.execute("INSERT INTO customers (name) VALUES ('a'), ('b'), ('c')")
        found = _Shards(schemas, tmp_path)
        found.write()
        yield found


def test_all_shards_go_to_the_end(shards: _Shards) -> None:
    """Each command does on each shard what it does on one."""
    assert set(shards.status().values()) == {("not started", "")}
    planned = shards.call("plan").stdout  # all alike but for the names of schemas and runs
    assert planned.startswith("-- 4 shards: canary, eu-1, eu-2, eu-3")
    came = shards.call("run", "--yes", "--until", "verified")
    assert came.exit_code == 0, came.stderr
    assert set(shards.status().values()) == {("waits for you", "verified")}
    assert shards.call("cutover", "--yes").exit_code == 0
    assert set(shards.status().values()) == {("swapped", "swapped")}
    assert shards.call("rollback", "--yes", "--only", "eu-[12]").exit_code == 0
    assert [shards.has_new_column(name) for name in _NAMES] == [True, False, False, True]
    assert shards.call("run", "--yes", "--until", "clean").exit_code == 0
    assert set(shards.status().values()) == {("over", "done")}
    assert all(shards.has_new_column(name) for name in _NAMES)
    assert shards.call("run", "--yes", "--until", "clean").exit_code == 0  # nothing left to do
    page = shards.call("report").stdout
    assert "4 of 4 shards have the new table in use" in page
    assert page.count('<rect class="bar" x=') == 4  # each shard's copy on the common axis
    past = json.loads(shards.call("history", "--json").stdout)
    assert sorted(run["shard"] for run in past) == list(_NAMES)
    for run in past:
        assert (run["plan_name"], run["state"], run["rows_copied"]) == ("widen", "done", 3)
        assert run["seconds"] > 0
        assert run["who"] == f"{socket.gethostname()} process {os.getpid()}"


def test_waves_wait_for_an_answer_that_any_process_may_give(shards: _Shards) -> None:
    """The second wave begins when somebody says so; a stop leaves the rest verified."""
    shards.write('[rollout.cutover]\nwaves = ["canary", "1", "rest"]\nask = true\n')
    came = shards.call("run", "--yes")
    assert came.exit_code == ExitCode.ASKS, came.stderr
    assert "--answer go" in came.stderr
    assert [shards.has_new_column(name) for name in _NAMES] == [True, False, False, False]
    status = shards.whole_status()
    assert (status["wave"], status["waves"]) == (2, 3)
    assert [(each["answer"], each["question"]) for each in status["asked"]] == [
        ("", "wave 1 (canary) is swapped; swap wave 2 of 3 (eu-1)?")
    ]
    assert [each.endswith("shards.toml --answer go") for each in status["following"]] == [True]
    assert shards.call("run", "--yes", "--answer", "stop").exit_code == ExitCode.INTERRUPTED
    [asked] = shards.whole_status()["asked"]
    assert (asked["answer"], asked["answered_by"].endswith(f"@{socket.gethostname()}")) == ("stop", True)
    held = shards.call("run", "--yes")
    assert held.exit_code == ExitCode.ASKS
    assert f"{asked['answered_by']} answered stop at" in held.stderr
    assert [shards.has_new_column(name) for name in _NAMES] == [True, False, False, False]
    assert shards.call("run", "--yes", "--answer", "go").exit_code == ExitCode.ASKS  # one answer, one wave
    assert [shards.has_new_column(name) for name in _NAMES] == [True, True, False, False]
    assert shards.call("run", "--yes", "--answer", "go").exit_code == 0
    assert all(shards.has_new_column(name) for name in _NAMES)


def test_an_unhealthy_canary_is_rolled_back_and_loses_no_write(shards: _Shards) -> None:
    """Healthy at its swap, and a moment later not any more: a write made in between is kept."""
    primary = shards.schemas["canary"].primary
    health = shards.folder / "health.py"
    health.write_text(
        "import sys, mysql.connector\n"
        f"c = mysql.connector.connect(host={primary.host!r}, port={primary.port}, user={primary.user!r},"
        f" password={primary.password!r}, database={shards.schemas['canary'].name!r}, ssl_disabled=True, autocommit=True)\n"
        "cursor = c.cursor()\n"
        "cursor.execute('INSERT INTO customers (name) VALUES (%s)', (sys.argv[1],))\n"
        "sys.exit(int(cursor.lastrowid > 4))\n"  # well the first time only
    )
    shards.write(
        '[rollout.cutover]\nwaves = ["canary", "rest"]\nsoak = "60s"\n'
        f'healthy = ["{sys.executable}", "{health}", "{{shard}}"]\non_unhealthy = "rollback"\n'
    )
    came = shards.call("run", "--yes")
    assert came.exit_code == ExitCode.UNHEALTHY, came.stderr
    assert "no write was lost" in came.stderr
    assert not any(shards.has_new_column(name) for name in _NAMES)
    assert shards.run_sql("canary", "SELECT COUNT(*) FROM customers") == [(5,)]


def test_a_shard_that_fails_stops_the_next_wave_only(shards: _Shards) -> None:
    """The others are copied and verified to their end; the failed one's error is in the table and in the message."""
    shards.write('[rollout.cutover]\nwaves = ["canary", "rest"]\nstop_at = 2\n')
    shards.run_sql("eu-2", "INSERT INTO customers (name) VALUES (REPEAT('x', 20))")
    (shards.folder / "plan.toml").write_text('name = "narrow"\ntable = "customers"\nalter = "MODIFY name VARCHAR(10)"\n')
    came = shards.call("run", "--yes")
    assert came.exit_code == ExitCode.SOME_FAILED, came.stderr
    assert "eu-2" in came.stderr
    state = shards.status()
    assert state.pop("eu-2")[0] == "not started"
    assert set(state.values()) == {("swapped", "swapped")}


def test_a_shard_with_nothing_to_do_holds_nobody(shards: _Shards) -> None:
    """The canary has the column already, by the plan's own precondition: the next wave is swapped all the same."""
    shards.write('[rollout.cutover]\nwaves = ["canary", "rest"]\n')
    shards.run_sql("canary", "ALTER TABLE customers ADD COLUMN note INT")
    known = "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'note'"
    (shards.folder / "plan.toml").write_text(f'{_PLAN}precondition = "SELECT ({known}) = 0"\n')
    came = shards.call("run", "--yes", "--only", "canary", "--only", "eu-1")
    assert came.exit_code == 0, came.stderr
    assert [shards.status()[name][0] for name in ("canary", "eu-1")] == ["not started", "swapped"]


def test_a_plan_that_does_not_fit_a_shard_begins_nowhere(shards: _Shards) -> None:
    """With the usual stop_at of one; check groups shards by their definitions."""
    shards.run_sql("eu-3", "ALTER TABLE customers DROP COLUMN name")
    came = shards.call("check")
    assert came.exit_code == ExitCode.REFUSED
    assert "3 shards alike: canary, eu-1, eu-2" in came.stdout
    assert "1 shard different: eu-3" in came.stdout
    assert "`name` varchar(20)" in came.stdout
    assert "refusal: alter: the server refuses the ALTER" in came.stdout  # the finding, not only that there is one
    came = shards.call("run", "--yes")
    assert came.exit_code == ExitCode.REFUSED
    assert "eu-3" in came.stderr
    assert set(shards.status().values()) == {("not started", "")}


def test_the_canary_tells_how_long_the_others_take(shards: _Shards) -> None:
    """Whose table isn't altered yet, the largest first."""
    shards.run_sql("eu-2", "INSERT INTO customers (name) SELECT 'd' FROM customers a, customers b, customers c, customers d")
    assert shards.call("run", "--yes", "--only", "canary", "--until", "clean").exit_code == 0
    came = shards.call("check")
    assert came.exit_code == 0, came.stderr
    lines = [line for line in came.stdout.splitlines() if line.startswith("estimate: ")]
    assert [line.split()[1] for line in lines] == ["eu-2:", "eu-1:", "eu-3:"]
    assert all(line.endswith("on shard canary)") and "(B, from run " in line for line in lines), lines
    assert "84 rows" in lines[0]


def test_an_unreachable_shard_has_a_state_of_its_own(shards: _Shards) -> None:
    """Neither begun nor done, and the others are shown."""
    text = (shards.folder / "shards.toml").read_text()
    (shards.folder / "shards.toml").write_text(
        text + '\n[[shard]]\nname = "lost"\nprimary = "mysql://root@127.0.0.1:1/shop"\n'
    )
    assert shards.status()["lost"] == ("unreachable", "")
    said = shards.call("status").stdout
    assert "5 shards · 4 not started · 1 unreachable" in said


def test_pause_and_set_reach_all(shards: _Shards) -> None:
    """Those without a run say so, and the others do it."""
    assert shards.call("prepare").exit_code == 0
    assert shards.call("pause", "--only", "eu-*").exit_code == 0
    paused = [shards.run_sql(name, "SELECT pause_requested FROM _oa_run")[0][0] for name in _NAMES]
    assert paused == [0, 1, 1, 1]
    assert shards.call("abort").exit_code == 0
    for schema in shards.schemas.values():
        with schema.connect() as connection:
            names = {row[0] for row in connection.rows("SHOW TABLES")}
        assert not {name for name in names if quoting.name(name).startswith("`customers_oa")}
