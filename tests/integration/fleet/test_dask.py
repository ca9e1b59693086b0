"""A fleet's work on a Dask cluster by TLS, whose worker and scheduler are lost in the middle of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onlinealter.cli.group import online_alter
from onlinealter.engine.alteration import read_status
from onlinealter.model.states import State
from onlinealter.model.status import RunStatus
from tests.integration.engine.alterations import make_customers
from tests.integration.fleet.dask_cluster import Cluster
from tests.servers import Schema, ServerPair

_SECRET = "ONLINEALTER_TEST_SECRET"
_PLAN = (
    'name = "widen"\ntable = "customers"\nalter = "MODIFY name VARCHAR(40) NOT NULL, ADD KEY changed (changed)"\n'
    '[settings]\nstrategy = "shadow"\nverify_on = "primary"\nchunk_rows = 40\nmax_chunk_rows = 50\nworkers = 1\n'
)
_NAMES = ("canary", "eu-1", "eu-2")


class _Fleet:
    """Three shards on one server, and a cluster to work on them. Only the workers and the command know the password."""

    def __init__(self, schemas: dict[str, Schema], cluster: Cluster, folder: Path) -> None:
        self.schemas, self.cluster, self._folder = schemas, cluster, folder
        self.secret = schemas["canary"].primary.password
        lines = ["[defaults]", f'password = {{ env = "{_SECRET}" }}', "per_server = 3"]
        for name, schema in schemas.items():
            at = schema.primary
            dsn = f"mysql://{at.user}@{at.host}:{at.port}/{schema.name}?ssl-mode=DISABLED"
            lines += ["[[shard]]", f'name = "{name}"', f'primary = "{dsn}"', f'group = "{name.partition("-")[0]}"']
        lines += ["[rollout.cutover]", 'waves = ["canary", "rest"]']
        (folder / "shards.toml").write_text("\n".join(lines))
        (folder / "plan.toml").write_text(_PLAN)

    def call(self, command: str, *words: str) -> Result:
        files = [str(self._folder / "plan.toml"), "--shards", str(self._folder / "shards.toml")]
        runner = CliRunner(env={_SECRET: self.secret})
        return runner.invoke(online_alter, [command, *files, *words], prog_name="online-alter", catch_exceptions=False)

    def run_of(self, name: str) -> RunStatus:
        """The only run of a shard."""
        [run] = read_status(self.schemas[name].target("customers"))
        return run

    def worker_of(self, name: str) -> int:
        """The process in the midst of a shard's copy; 0 where there is none."""
        run = self.run_of(name)
        return int(run.owner.rpartition(" ")[2]) if run.state == State.COPYING and run.owner and run.rows_copied else 0


@pytest.fixture
def fleet(servers: ServerPair, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[_Fleet]:
    """Three shards with 500 rows, a scheduler and three workers."""
    with ExitStack() as stack:
        schemas = {name: stack.enter_context(servers.schema(f"{request.node.name}_{name}")) for name in _NAMES}
        for schema in schemas.values():
            make_customers(schema)
        folder = tmp_path / "cluster"
        folder.mkdir()
        cluster = Cluster(folder, {_SECRET: schemas["canary"].primary.password})
        stack.callback(cluster.close)
        cluster.start_scheduler()
        for _ in range(3):
            cluster.start_worker()
        yield _Fleet(schemas, cluster, tmp_path)


def _wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.statistical  # a cluster's processes take half a minute to start, to be lost and to be seen to be
def test_worker_and_scheduler_may_be_lost(fleet: _Fleet) -> None:
    """Nothing is lost, each shard is altered once, and the password is in no log, no page and no key of a task."""
    assert fleet.secret
    rows = {name: _rows(schema) for name, schema in fleet.schemas.items()}
    assert fleet.call("prepare").exit_code == 0
    came: list[Result] = []
    with fleet.schemas["eu-1"].connect() as holder:
        holder.execute("BEGIN")
        holder.rows("SELECT * FROM customers WHERE id = 300 FOR UPDATE")  # the copy comes as far as this
        words = ("--yes", "--until", "clean", *fleet.cluster.options)
        course = threading.Thread(target=lambda: came.append(fleet.call("run", *words)), daemon=True)
        course.start()
        _wait_until(lambda: fleet.worker_of("eu-1"))
        first = fleet.worker_of("eu-1")
        fleet.cluster.kill_worker(first)
        _wait_until(lambda: fleet.worker_of("eu-1") not in (0, first))
        pages = [fleet.cluster.page(path) for path in ("info/main/workers.html", "json/counts.json", "metrics")]
        fleet.cluster.kill_scheduler()
        fleet.cluster.start_scheduler()
        fleet.cluster.start_worker()
        holder.execute("ROLLBACK")
    course.join(200)
    [end] = came
    assert end.exit_code == 0, end.stderr
    for name, schema in fleet.schemas.items():
        assert fleet.run_of(name).state == State.DONE
        assert _rows(schema) == rows[name]
    for text in (fleet.cluster.logs(), *pages, end.stdout, end.stderr):
        assert fleet.secret not in text
    assert "a worker was lost with the task" in end.stderr


def _rows(schema: Schema) -> list[tuple[object, ...]]:
    with schema.connect() as connection:
        return connection.rows("SELECT id, name, amount FROM customers ORDER BY id")
