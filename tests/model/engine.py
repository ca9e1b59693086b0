"""Runs one command of the real engine on a model server: in one thread, without waiting, its checks of the plan left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from onlinealter.engine import alteration, journal_values, owned_run, shard, trust, workers
from onlinealter.engine.guard import check_unchanged
from onlinealter.engine.journal import read_runs
from onlinealter.engine.live import LiveSettings
from onlinealter.engine.phases import execute, verify
from onlinealter.engine.preflight import Preflight
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.engine.watch import Watch
from onlinealter.load.controller import LoadController
from onlinealter.model.errors import OnlineAlterError, Refused, ServerError
from onlinealter.model.plan import Deferral, Plan, Settings, Strategy, VerifyOn
from onlinealter.model.ports import NullReporter
from onlinealter.model.states import Phase
from onlinealter.mysql import bare_rename, ddl
from onlinealter.mysql.connection import Account
from onlinealter.planning.resolved_plan import ResolvedPlan, map_columns, read_keys
from onlinealter.tables.existing_triggers import existing_triggers
from onlinealter.tables.facts import read_table
from onlinealter.tables.key_choice import choose_key
from onlinealter.tables.names import Names, run_id
from onlinealter.throttles.binlog import BinlogMeter, BinlogUse
from tests.model.journal import JournalStore, Row
from tests.model.server import SCHEMA, Disturbance, ModelServer, altered
from tests.model.world import LIVE, World

_SETTINGS = Settings(
    strategy=Strategy.SHADOW, workers=1, deferred_indexes=Deferral.NEVER, verify_on=VerifyOn.PRIMARY, lock_timeout=5.0
)
PLAN = Plan(LIVE, ("MODIFY name VARCHAR(50)",), settings=_SETTINGS)
REFUSED_PLAN = replace(PLAN, alter=(*PLAN.alter, "ADD PARTITION PARTITIONS 2"))  # by the server alone
ANOTHER_PLAN = replace(PLAN, alter=("MODIFY name VARCHAR(60)",))
NEW_COLUMNS = altered(("name varchar(20) DEFAULT NULL",), PLAN.alter[0])

_RUN = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER)
COMMANDS: dict[str, tuple[tuple[Phase, ...], Plan | None]] = {
    "prepare": ((Phase.PREPARE,), PLAN),
    "execute": ((Phase.EXECUTE,), None),
    "verify": ((Phase.VERIFY,), None),
    "cutover": ((Phase.CUTOVER,), None),
    "rollback": ((Phase.ROLLBACK,), None),
    "cleanup": ((Phase.CLEANUP,), None),
    "abort": ((Phase.ABORT,), None),
    "run": (_RUN, PLAN),
    "run another": (_RUN, ANOTHER_PLAN),
    "verify --repair": ((Phase.VERIFY,), None),
    "prepare refused": ((Phase.PREPARE,), REFUSED_PLAN),
}
"""What can be called; each with its phases and its plan."""


@dataclass(frozen=True)
class Came:
    """What came of a command: the world after it, every world in which it may have been killed, and what it said."""

    after: World
    killed: tuple[World, ...]
    error: OnlineAlterError | None
    was_following: str
    faults: tuple[str, ...]
    changed: bool
    disturbed: bool
    ran: int
    server: ModelServer


class ModelConnection:
    """The engine's Connection to a model server."""

    account = Account(user="alter")

    def __init__(self, server: ModelServer) -> None:
        self._server, self._session = server, server.open()
        self.id, self.name, self.mariadb = self._session.id, f"online-alter {self._session.id}", server.mariadb

    def settle(self) -> None:
        """A model session depends on no variable."""

    def retry(self, ask: Callable[[], Any]) -> Any:
        return ask()

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        return self._server.run(self._session, sql, parameters)[1]

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        return self._server.run(self._session, sql, parameters)[0]

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[object] = ()) -> object:
        found = self.row(sql, parameters)
        return found[0] if found else None

    def named_rows(self, sql: str) -> list[dict[str, object]]:
        rows, _, names = self._server.run(self._session, sql, ())
        return [dict(zip(names, row, strict=True)) for row in rows]

    def run_all(self, statements: Sequence[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def run_together(self, statements: Sequence[str], *, timeout: float = 1.0) -> list[int]:
        del timeout
        return [self.execute(statement) for statement in statements]

    def close(self) -> None:
        self._server.end(self._session)

    def __enter__(self) -> ModelConnection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def call(command: str, world: World, store: JournalStore, *, mariadb: bool, disturbance: Disturbance | None = None) -> Came:
    """Run a command on a copy of a world."""
    phases, plan = COMMANDS[command]
    server = ModelServer(world.copy(), store, mariadb=mariadb, disturbance=disturbance)
    server.may_drop_original = command == "cleanup"
    target = Target(LIVE, SCHEMA, ModelConnection.account, plan=plan)
    choices = Choices(repair=command.endswith("--repair"), abort_when_hopeless=command.startswith("run"))
    error: OnlineAlterError | None = None
    with _on(server):
        was_following = _following(replace(target, plan=None))
        server.begin()
        try:
            alteration.advance(target, phases, NullReporter(), StopFlag(), choices)
        except OnlineAlterError as failure:
            error = failure
        after, ran = server.as_killed_now(), len(server.kinds)
    kept = {state.key(): state for state in server.states[server.before_it :]}
    return Came(
        server.settled(after), tuple(kept.values()), error, was_following, tuple(server.faults),
        bool(server.changes), server.disturbed, ran, server,
    )  # fmt: skip


def _following(target: Target) -> str:
    """The command that status names."""
    statuses = alteration.read_status(target)
    return statuses[-1].following.removeprefix("online-alter ").partition(" ")[0] if statuses else ""


_PLAN_READER: Any = (cache(journal_values.plan_from), *journal_values._READERS["plan"][1:])


@contextmanager
def _on(server: ModelServer) -> Iterator[None]:
    clock = [0.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds + 0.001

    def monotonic() -> float:
        clock[0] += 0.0001
        return clock[0]

    def connect(*_: object, **__: object) -> ModelConnection:
        return ModelConnection(server)

    class Mover:
        """The thread that sends the RENAME which waits for our own lock."""

        def __init__(self, target: Callable[[], None], name: str) -> None:
            self._target, self.name = target, name

        def start(self) -> None:
            server.waiting = mover_sql[-1]

        def join(self) -> None:
            self._target()

    mover_sql: list[str] = []
    rename_bare = bare_rename.rename_bare

    def noted(hands: Any, mover: Any, eyes: Any, locking: Any, statement: Any, *more: Any) -> bool:
        mover_sql.append(statement.sql)
        return rename_bare(hands, mover, eyes, locking, statement, *more)

    with (
        patch.dict(journal_values._READERS, plan=_PLAN_READER),
        patch.object(trust, "is_known_plan", lambda *_: True),
        patch.object(trust, "remember_plan", lambda *_: None),
        patch.object(owned_run, "remember_plan", lambda *_: None),
        patch.object(owned_run, "forget_plan", lambda *_: None),
        patch("time.sleep", sleep),
        patch("time.monotonic", monotonic),
        patch.object(shard, "connect", connect),
        patch.object(owned_run, "preflight", _survey),
        patch.object(ddl.DdlRunner, "_watched", lambda *_: nullcontext()),
        patch.object(ddl, "rename_bare", noted),
        patch.object(bare_rename, "threading", SimpleNamespace(Thread=Mover)),
        patch.object(workers.WorkerPool, "run", lambda _, work: work()),
        patch.object(workers.WorkerPool, "wait", lambda _: None),
        patch.object(owned_run, "attended", lambda *_: nullcontext()),
        patch.object(owned_run, "EventFile", lambda *_: None),
        patch.object(execute, "watching", _watching),
        patch.object(verify, "watching", _watching),
    ):
        yield


@contextmanager
def _watching(run: Any, check: Any = check_unchanged) -> Iterator[Watch]:
    """An open gate, and no guard beside the work."""
    settings = run.resolved.plan.settings
    meter = BinlogMeter(run.shard.server, BinlogUse(), 0, lambda: False, chunk_rows=settings.chunk_rows)
    gate: Any = SimpleNamespace(wait=lambda: None)
    try:
        yield Watch(gate, LoadController(1, 2), LiveSettings(settings, "", run.reporter), meter)
    except (ServerError, Refused):
        run.journal.ask(lambda c: check(c, run.resolved, run.journal.record()))
        raise


def _survey(connection: Any, shard: Any, target: Target, run: str = "", extent: Any = None) -> Preflight:
    """The resolved plan alone: what the checks of tables and plans find is another matter."""
    del extent
    plan = target.plan
    assert plan is not None
    count = len(read_runs(connection, target.schema, target.table))
    names = Names(run or run_id(target.schema, target.table, plan.change_digest, count), target.table)
    original = read_table(connection, target.schema, target.table)
    wider = plan.alter[0].rpartition(" ")[2].lower()
    columns = tuple(replace(each, type=wider) if each.name == "name" else each for each in original.columns)
    text = original.create_statement.replace("varchar(20)", wider).replace(f"`{LIVE}`", f"`{names.shadow}`")
    new = replace(original, name=names.shadow, columns=columns, create_statement=text)
    forward, back = map_columns(plan, original, new)
    key = choose_key(original, new, forward)
    assert key is not None
    triggers = existing_triggers(connection, target.schema, target.table, names.prefix)
    keys = read_keys(plan, names, original, new)
    return Preflight((), ResolvedPlan(plan, names, shard.server, original, new, forward, back, key, keys, triggers), "")
