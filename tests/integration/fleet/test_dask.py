"""Twenty shards' work on a Dask cluster by TLS, whose worker and scheduler are lost in the middle of it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onlinealter.cli.group import online_alter
from onlinealter.engine.alteration import read_status
from onlinealter.model.exit_codes import ExitCode
from onlinealter.model.states import State
from onlinealter.model.status import RunStatus
from tests.integration.engine.alterations import make_customers
from tests.integration.fleet.dask_cluster import Cluster
from tests.servers import Schema, ServerPair

_SECRET = "ONLINEALTER_TEST_SECRET"
_ALTER = "MODIFY name VARCHAR(15) NOT NULL, ADD KEY changed (changed)"
_PLAN = (
    f'name = "narrow"\ntable = "customers"\nalter = "{_ALTER}"\n'
    '[settings]\nstrategy = "shadow"\nverify_on = "primary"\nchunk_rows = 40\nmax_chunk_rows = 50\nworkers = 1\n'
)
_REFUSED = "eu-13"  # it has a name that is too long
_WRITTEN = ("canary", "eu-01", "eu-07", "eu-19")
_NAMES = ("canary", *(f"eu-{number:02}" for number in range(1, 20)))
_PAGES = ("info/main/workers.html", "info/main/logs.html", "json/counts.json", "json/index.html", "metrics", "sitemap.json")


class _Fleet:
    """Shards on one server, and a cluster to work on them. Only the workers and the command know the password."""

    def __init__(self, schemas: dict[str, Schema], cluster: Cluster, folder: Path) -> None:
        self.schemas, self.cluster, self._folder = schemas, cluster, folder
        self.secret = schemas["canary"].primary.password
        lines = ["[defaults]", f'password = {{ env = "{_SECRET}" }}', "per_server = 3"]
        for name, schema in schemas.items():
            at = schema.primary
            dsn = f"mysql://{at.user}@{at.host}:{at.port}/{schema.name}?ssl-mode=DISABLED"
            lines += ["[[shard]]", f'name = "{name}"', f'primary = "{dsn}"', f'group = "{name.partition("-")[0]}"']
        lines += ["[rollout.cutover]", 'waves = ["canary", "25%", "rest"]', "stop_at = 2"]
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
    """Twenty shards with 500 rows, a scheduler and three workers."""
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


class _Writer:
    """An application that adds rows to some of the shards until the end; by shard the names that it has added."""

    def __init__(self, schemas: dict[str, Schema]) -> None:
        self.added: dict[str, list[str]] = {name: [] for name in schemas}
        self._schemas, self._over = schemas, threading.Event()
        self._course = threading.Thread(target=self._write, daemon=True)

    def __enter__(self) -> _Writer:
        self._course.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._course.join(120)

    def _write(self) -> None:
        with ExitStack() as stack:
            sessions = {name: stack.enter_context(schema.connect()) for name, schema in self._schemas.items()}
            while not self._over.wait(0.05):
                for name, session in sessions.items():
                    text = f"new {len(self.added[name])}"
                    session.execute("INSERT INTO customers (name, amount) VALUES (%s, 0)", [text])
                    self.added[name].append(text)


@pytest.mark.statistical  # a cluster's processes take half a minute to start, to be lost and to be seen to be
def test_worker_and_scheduler_may_be_lost(fleet: _Fleet) -> None:
    """Nothing is lost, each shard is altered once and as the server would, the one that the plan doesn't fit is as it was;
    and the password is in no log, no page and no key of a task.
    """
    assert fleet.secret
    with fleet.schemas[_REFUSED].connect() as connection:
        connection.execute("INSERT INTO customers (name) VALUES ('a name that is long')")
    rows = {name: _names(schema) for name, schema in fleet.schemas.items()}
    begun = fleet.call("prepare", *fleet.cluster.options)
    assert begun.exit_code == ExitCode.SOME_FAILED, begun.stderr
    assert f"1 of {len(_NAMES)} shards failed: {_REFUSED}: " in begun.stderr
    came: list[Result] = []
    with fleet.schemas["eu-01"].connect() as holder, _Writer({name: fleet.schemas[name] for name in _WRITTEN}) as writer:
        holder.execute("BEGIN")
        holder.rows("SELECT * FROM customers WHERE id = 300 FOR UPDATE")  # the copy comes as far as this
        words = ("--yes", "--until", "clean", *fleet.cluster.options)
        course = threading.Thread(target=lambda: came.append(fleet.call("run", *words)), daemon=True)
        course.start()
        _wait_until(lambda: fleet.worker_of("eu-01"))
        first = fleet.worker_of("eu-01")
        fleet.cluster.kill_worker(first)
        _wait_until(lambda: fleet.worker_of("eu-01") not in (0, first))
        pages = [fleet.cluster.page(path) for path in _PAGES]
        fleet.cluster.kill_scheduler()
        fleet.cluster.start_scheduler()
        fleet.cluster.start_worker()
        holder.execute("ROLLBACK")
        course.join(600)
    [end] = came
    assert end.exit_code == ExitCode.SOME_FAILED, end.stderr
    for name, schema in fleet.schemas.items():
        assert _names(schema) == sorted(rows[name] + writer.added.get(name, [])), name
        assert _is_as_the_server_alters(schema) == (name != _REFUSED), name
        if name != _REFUSED:
            assert fleet.run_of(name).state == State.DONE
    for text in (fleet.cluster.logs(), *pages, end.stdout, end.stderr):
        assert fleet.secret not in text
    assert "a worker was lost with the task" in end.stderr


def _names(schema: Schema) -> list[str]:
    with schema.connect() as connection:
        return sorted(str(name) for (name,) in connection.rows("SELECT name FROM customers"))


def _is_as_the_server_alters(schema: Schema) -> bool:
    """Whether the table has the definition that the server's own ALTER makes of what it was."""
    make_customers(schema, 0, "twin")
    with schema.connect() as connection:
        connection.execute(f"ALTER TABLE twin {_ALTER}")
        found = [str(connection.rows(f"SHOW CREATE TABLE {table}")[0][1]) for table in ("customers", "twin")]
    return len({re.sub(r"`(customers|twin)`| AUTO_INCREMENT=\d+", "", text) for text in found}) == 1
