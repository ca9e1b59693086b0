"""Two processes of different fleets on one server, both in the midst of a copy."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from onlinealter.engine.shard import connect_shard
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.fleet.rollout import FleetTools, advance_each
from onlinealter.fleet.shards import Rollout
from onlinealter.fleet.target import FleetShard
from onlinealter.model.events import Notice
from onlinealter.mysql.connection import Connection
from onlinealter.throttles.statements import threads_at_work
from tests.integration.engine.alterations import TO_VERIFY, Recorder, make_customers, widen
from tests.servers import Schema, ServerPair

_THEIRS = 2  # shards
_SECRET = "ONLINEALTER_TEST_SECRET"
_PLAN = (
    'name = "theirs"\ntable = "customers"\nalter = "MODIFY name VARCHAR(40) NOT NULL"\n'
    '[settings]\nstrategy = "shadow"\nverify_on = "primary"\nlock_timeout = 600\nmax_lock_waits = 1000\n'
)


def _wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_neither_takes_the_other_for_the_application(servers: ServerPair, tmp_path: Path) -> None:
    """Ours may see one thread at work beside its own, and copies to the end while two of theirs are inside a statement. Who
    would be the third on a server that takes two at a time waits for theirs, though they are another process's.
    """
    with servers.schema("theirs_1") as first, servers.schema("theirs_2") as second, servers.schema("ours") as ours:
        for schema in (first, second, ours):
            make_customers(schema)
        with ours.connect() as eyes, first.connect() as holder, _their_process([first, second], holder, tmp_path) as process:
            _wait_until(lambda: _at_work(eyes, ours) >= _THEIRS)
            stop, ends = StopFlag(), list[object]()
            course = threading.Thread(target=lambda: ends.extend(_copy(ours, Recorder(), stop, per_server=3)), daemon=True)
            course.start()
            course.join(120)
            stop.request()  # or it would wait for theirs as long as they do
            assert ends == [None]
            assert process.poll() is None
            waiting = Recorder()
            third = threading.Thread(target=_copy, args=(ours, waiting, StopFlag()), kwargs={"per_server": 2}, daemon=True)
            third.start()
            _wait_until(lambda: waiting.of(Notice))
            assert "2 at a time" in waiting.of(Notice)[0].text
            holder.execute("UNLOCK TABLES")
            assert process.wait(120) == 0
            third.join(120)
            assert not third.is_alive()


def _copy(schema: Schema, heard: Recorder, stop: StopFlag, *, per_server: int) -> list[object]:
    """Our fleet's copy of its only shard; gives the shards' errors."""
    shard = FleetShard("ours", "rest", schema.target("customers", widen(max_threads_running=1, lock_timeout=600)))
    tools = FleetTools(heard, lambda _: heard, stop, Choices(), lambda _: None)
    return [end.error for end in advance_each([shard], TO_VERIFY, Rollout(per_server=per_server), tools)]


def _at_work(eyes: Connection, schema: Schema) -> int:
    """How many threads of the other process are in a statement that waits for the holder. No throttle counts them."""
    server = connect_shard(schema.target("customers")).server
    waiting = "SELECT {} FROM information_schema.processlist WHERE state LIKE 'Waiting for table metadata lock%'"
    assert eyes.value(f"{threads_at_work(server)} AND id IN ({waiting.format('id')})") == 0
    return int(eyes.value(waiting.format("COUNT(*)")))


@contextmanager
def _their_process(schemas: Sequence[Schema], holder: Connection, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A fleet's command in the midst of copying tables that the holder has locked."""
    lines = ["[defaults]", "per_server = 2", f'password = {{ env = "{_SECRET}" }}']
    for schema in schemas:
        at = schema.primary
        dsn = f"mysql://{at.user}@{at.host}:{at.port}/{schema.name}?ssl-mode=DISABLED"
        lines += ["[[shard]]", f'name = "{schema.name}"', f'primary = "{dsn}"']
    (folder / "shards.toml").write_text("\n".join(lines))
    (folder / "plan.toml").write_text(_PLAN)
    words = [str(folder / "plan.toml"), "--shards", str(folder / "shards.toml")]
    call = [sys.executable, "-m", "onlinealter"]
    environment = {**os.environ, _SECRET: schemas[0].primary.password}
    subprocess.run([*call, "prepare", *words], env=environment, check=True, capture_output=True)
    holder.execute(f"LOCK TABLES {', '.join(f'{schema.name}.customers WRITE' for schema in schemas)}")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*call, "execute", *words], env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
