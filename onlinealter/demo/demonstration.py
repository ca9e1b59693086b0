"""The demo's course: servers, a table, traffic, a whole alteration with its rollback, and the proof."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TextIO

from onlinealter.demo import statements
from onlinealter.demo.comparison import compare
from onlinealter.demo.sample import make_sample
from onlinealter.demo.statements import ALTER, SCHEMA, TABLE, TWIN
from onlinealter.demo.stopwatch import Stopwatch
from onlinealter.demo.summary import Outcome, summary
from onlinealter.demo.traffic import Assignment, Traffic
from onlinealter.demo.writer import shop
from onlinealter.engine.alteration import advance
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import Interrupted
from onlinealter.model.exit_codes import ExitCode
from onlinealter.model.plan import Plan, Settings, Strategy
from onlinealter.model.ports import Reporter
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Account
from onlinealter.sandbox import Endpoint, Sandbox, ServerKind, start_sandbox

WRITERS, PACE = 3, 25.0  # transactions a second of each
_SECONDS_TO_SETTLE, _SECONDS_BEFORE, _SECONDS_BETWEEN = 1.5, 5.0, 4.0
_TO_THE_CUTOVER = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER)
_SEED = 2026


def demonstrate(kind: ServerKind, rows: int, output: Reporter, out: TextIO, stop: StopFlag | None = None) -> ExitCode:
    """Alter a table of so many rows with traffic, there, back and there again; compare it with the server's own ALTER.

    The course goes to ``output``, the summary to ``out``. DONE only if the application met no error, no row differs and
    nothing is left behind.
    """
    stopwatch = Stopwatch(output)
    flavor = "MariaDB" if kind.is_mariadb else "MySQL"
    stopwatch.say(f"starting a private {flavor} primary with a replica; the first time its packages are fetched")
    with start_sandbox(kind, replicas=1, report=stopwatch.say) as sandbox:
        try:
            outcome = _play(sandbox, rows, stopwatch, stop or StopFlag())
        except Interrupted as error:
            raise Interrupted("the demo was stopped", remedy="Nothing is left behind; it can be started again.") from error
    out.write(summary(outcome))
    out.flush()
    return outcome.code


def _play(sandbox: Sandbox, rows: int, stopwatch: Stopwatch, stop: StopFlag) -> Outcome:
    _make_tables(sandbox.primary, rows, stopwatch, stop)
    stopwatch.say(f"{WRITERS} writers begin: small transactions, each on {TABLE} and on its twin")
    with Traffic(shop, _orders(sandbox.primary, rows)) as traffic:
        stop.sleep(_SECONDS_TO_SETTLE)
        settled = time.time()
        stop.sleep(_SECONDS_BEFORE)
        began = time.time()
        _alter_there_and_back(sandbox, stopwatch, stop)
        ended = time.time()
        tally = traffic.stop()
    stopwatch.say(f"the writers have ended; the server's own ALTER changes {TWIN}, for comparison")
    with sandbox.primary.connect() as connection:
        own_began = time.monotonic()
        connection.execute(statements.alter(TWIN))
        own_ended = time.monotonic()
        stopwatch.say("comparing every row")
        comparison = compare(connection)
    return Outcome(
        server=f"{'MariaDB' if sandbox.kind.is_mariadb else 'MySQL'} {sandbox.version}",
        before=tally.between(int(settled) + 1, int(began)),
        before_seconds=int(began) - int(settled) - 1,
        during=tally.between(since=int(began)),
        during_seconds=ended - int(began),
        phases=stopwatch.phases,
        own_alter_seconds=own_ended - own_began,
        comparison=comparison,
    )


def _make_tables(primary: Endpoint, rows: int, stopwatch: Stopwatch, stop: StopFlag) -> None:
    stopwatch.say(f"filling {TABLE} with {rows:,} rows, and a twin of it that the server's own ALTER gets in the end")
    make_sample(primary, rows, stop, (TABLE, TWIN))


def _alter_there_and_back(sandbox: Sandbox, stopwatch: Stopwatch, stop: StopFlag) -> None:
    """The whole life of an alteration."""

    def go(*phases: Phase) -> None:
        advance(_target(sandbox), phases, stopwatch, stop, Choices())

    go(*_TO_THE_CUTOVER)
    stopwatch.say("the application writes to the new table for a while; then it is rolled back")
    stop.sleep(_SECONDS_BETWEEN)
    go(Phase.ROLLBACK)
    stopwatch.say("the old table is back, with every write made since; and there again, for good")
    go(Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP)


def _target(sandbox: Sandbox) -> Target:
    plan = Plan(table=TABLE, alter=(ALTER,), settings=Settings(strategy=Strategy.SHADOW))
    replicas = tuple(_account(replica) for replica in sandbox.replicas)
    return Target(TABLE, SCHEMA, _account(sandbox.primary), replicas, plan)


def _orders(primary: Endpoint, rows: int) -> Sequence[Assignment]:
    return [
        Assignment(_account(primary), SCHEMA, TABLE, TWIN, number, WRITERS, _SEED, rows, pace=PACE)
        for number in range(WRITERS)
    ]


def _account(endpoint: Endpoint) -> Account:
    return Account(endpoint.host, endpoint.port, endpoint.user, endpoint.password)
