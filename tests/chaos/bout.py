"""One bout: a table of one shape on one server, writers on it, alteration after alteration under blows, then the truth."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

from onlinealter.demo.tally import Seen, Tally
from onlinealter.sandbox import Endpoint, Sandbox, ServerKind
from onlinealter.sql import quoting
from tests.chaos.blows import Kind, Striker
from tests.chaos.kills import PHASE_STATES, RunFailed, Siege, Survived, Tool
from tests.chaos.oracle import Verdict, judge, left_over
from tests.chaos.shapes import Shape
from tests.chaos.table import make_tables
from tests.chaos.writers import LOST, traffic
from tests.servers import Schema, account_of

VICTIM = 1213
# docs/decisions/0008: on MySQL a reader may come between the DDL runner's look and its lock. With the look 0 to 1 of 6,000
# transactions met it, without it 18 of 3,475;
# on a machine with fifteen times as much to do as it can, 9 of 5,000 in spite of it.
VICTIMS_PER_TRANSACTION, FEW_VICTIMS = 1 / 400, 3
# docs/decisions/0002: two writers at the shadow's end on MariaDB, 1 of 40,000 here; InnoDB counts each of them.
MOST_AT_THE_END = 3

_TOOL_USER = "alterer"
_ALTERS = (
    "ADD COLUMN extra INT NOT NULL DEFAULT 5 AFTER owner, ADD KEY by_price (price, status)",
    "MODIFY amount BIGINT NOT NULL, DROP KEY by_title",
    "{key}, MODIFY title VARCHAR(90) NOT NULL",
    "DROP COLUMN extra, MODIFY price DECIMAL(14,2) NULL",
    "MODIFY owner BIGINT NOT NULL, DROP KEY by_status, ADD KEY by_status (status, owner)",
)
_AIMS_AT_SERVERS = (*PHASE_STATES, PHASE_STATES[1], PHASE_STATES[3])


@dataclass(frozen=True)
class Course:
    """How long a bout lasts and what it is to have at least; ``seconds`` bound when the last alteration begins."""

    rows: int = 20_000
    writers: int = 4
    pace: float = 0.0
    calm: float = 8.0
    seconds: float = 60.0
    writing: float = 3.0
    tool_kills: int = 6
    connection_kills: int = 12
    server_kills: int = 1


@dataclass
class Bout:
    """What came of it."""

    kind: ServerKind
    shape: type[Shape]
    seed: int
    survived: Survived = field(default_factory=Survived)
    alters: list[str] = field(default_factory=list)
    before: Seen = field(default_factory=Seen)
    during: Seen = field(default_factory=Seen)
    after: Seen = field(default_factory=Seen)
    spans: tuple[float, float, float] = (1.0, 1.0, 1.0)
    verdict: Verdict = field(default_factory=lambda: Verdict(0, (), (), ()))
    leftovers: list[str] = field(default_factory=list)
    row_deadlocks: int = 0
    failure: str = ""

    def faults(self, writers: int) -> list[str]:
        """What is wrong, in sentences."""
        errors = self.before.errors + self.during.errors + self.after.errors
        found = [self.failure] if self.failure else []
        found += [f"difference: {each}" for each in (*self.verdict.differences, *self.verdict.definitions)]
        found += [f"left over: {each}" for each in (*self.verdict.leftovers, *self.leftovers)]
        lost, bound = errors.pop(LOST, 0), self.survived.count(Kind.SERVER) * writers
        if lost > bound:
            found.append(f"{lost} connections of writers ended, {bound} could have with the server")
        victims = errors.pop(VICTIM, 0)
        if victims > self._most_victims():
            found.append(f"{victims} transactions were a deadlock's victims, {self._most_victims()} at most may be")
        return found + [f"error {number} of a writer, {count} times" for number, count in errors.items()]

    def _most_victims(self) -> int:
        if self.kind.is_mariadb:
            return min(self.row_deadlocks, MOST_AT_THE_END)
        return max(FEW_VICTIMS, round(self.during.transactions * VICTIMS_PER_TRANSACTION))


def fight(kind: ServerKind, sandbox: Sandbox, shape: type[Shape], seed: int, course: Course, log: Path) -> Bout:
    """Run a bout on a server of its own; a command that fails ends it, and the truth is told all the same."""
    bout, chance = Bout(kind, shape, seed), random.Random(f"{seed}/{kind}/{shape.name}")
    with _schema(kind, sandbox) as schema, schema.connect() as connection:
        make_tables(connection, course.rows, seed, shape)
        account = account_of(schema.primary)
        tool = Tool(_tool_dsn(schema), schema.primary.password, log)
        with (
            traffic(
                account, schema.name, writers=course.writers, rows=course.rows, seed=seed, pace=course.pace, shape=shape.name
            ) as writers,
            closing(Striker(schema.primary, schema.name, _TOOL_USER, chance, sandbox)) as striker,
        ):
            time.sleep(course.calm)
            began = time.time()
            siege = Siege(tool, striker, chance)
            try:
                _alter_until(began + course.seconds, siege, chance, course, bout, lambda: left_over(account, schema.name))
            except RunFailed as failed:
                bout.failure = str(failed)
            ended = time.time()
            time.sleep(course.calm)
            _count(bout, writers.stop(), began, ended)
            bout.row_deadlocks = striker.deadlocks()
        bout.survived = siege.survived
        if not bout.failure:
            bout.verdict = judge(account, schema.name, bout.alters, shape)
    return bout


def alterations(shape: type[Shape]) -> Iterator[str]:
    """ALTERs one after the other, without end."""
    for alter in _ALTERS:
        yield alter.format(key=shape.alteration)
    count = 0
    while True:
        count += 1
        yield f"ADD COLUMN more{count} VARCHAR(10) NULL DEFAULT 'none'"


def _alter_until(
    until: float, siege: Siege, chance: random.Random, course: Course, bout: Bout, lies_about: Callable[[], tuple[str, ...]]
) -> None:
    """Alteration after alteration, each kind of blow in turn, until the time is over and there were enough of each."""
    plans = alterations(bout.shape)
    ways: tuple[Callable[[str], None], ...] = (
        lambda alter: siege.kill_tool(alter, course.tool_kills),
        lambda alter: siege.cut_connections(alter, course.connection_kills, course.writing),
        lambda alter: siege.kill_server(alter, chance.choice(_AIMS_AT_SERVERS)),
    )
    turn = 0
    while turn < len(ways) or time.time() < until or _lacks(siege.survived, course):
        if turn > 10 * len(ways):
            raise RunFailed(f"there were too few blows in {turn} alterations")
        alter = next(plans)
        ways[turn % len(ways)](alter)
        bout.alters.append(alter)
        bout.leftovers += lies_about()
        turn += 1
        if turn == 1:
            siege.abort("ADD COLUMN never INT NULL")
            bout.leftovers += lies_about()


def _lacks(survived: Survived, course: Course) -> bool:
    wanted = ((Kind.TOOL, course.tool_kills), (Kind.CONNECTION, course.connection_kills), (Kind.SERVER, course.server_kills))
    return any(survived.count(kind) < number for kind, number in wanted) or not survived.rollbacks


def _count(bout: Bout, tally: Tally, began: float, ended: float) -> None:
    first = min(tally.seconds, default=0) + 1  # whole seconds only
    bout.before, bout.during, bout.after = (
        tally.between(0, int(began)), tally.between(int(began), int(ended) + 1), tally.between(int(ended) + 1)
    )  # fmt: skip
    last = max(tally.seconds, default=0)
    bout.spans = (max(1.0, int(began) - first + 1), max(1.0, int(ended) + 1 - int(began)), max(1.0, last - int(ended)))


@contextmanager
def _schema(kind: ServerKind, sandbox: Sandbox) -> Iterator[Schema]:
    schema = Schema(f"chaos_{token_hex(4)}", kind, sandbox.primary, sandbox.primary)
    with sandbox.primary.connect() as connection:
        connection.execute(f"CREATE DATABASE {quoting.name(schema.name)} CHARACTER SET utf8mb4")
        _make_account(connection.execute, sandbox.primary)
    try:
        yield schema
    finally:
        with sandbox.primary.connect() as connection:
            connection.execute(f"DROP DATABASE {quoting.name(schema.name)}")


def _make_account(execute: Callable[[str], object], endpoint: Endpoint) -> None:
    """The tool's own account: so its connections are told from the writers'."""
    who = f"'{_TOOL_USER}'@'%'"
    execute(f"CREATE USER IF NOT EXISTS {who} IDENTIFIED BY {quoting.text(endpoint.password)}")
    execute(f"GRANT ALL PRIVILEGES ON *.* TO {who}")


def _tool_dsn(schema: Schema) -> str:
    return f"mysql://{quote(_TOOL_USER)}@{schema.primary.host}:{schema.primary.port}/{schema.name}"
