"""The tool, its connections and its server killed anywhere, and continued by the same command.

A small selection of what ``python -m tests.chaos`` does at length. The gate has kills at named points instead
(test_named_kills.py).
"""

from __future__ import annotations

import random
import time
from contextlib import closing
from pathlib import Path

import pytest

from onlinealter.demo.tally import Seen
from onlinealter.sandbox import ServerKind, start_sandbox
from tests.chaos.blows import Kind, Striker, tally_text
from tests.chaos.bout import Bout, Course, alterations, fight
from tests.chaos.kills import PHASE_STATES, Siege, Tool
from tests.chaos.oracle import judge
from tests.chaos.shapes import SHAPES, Counted
from tests.chaos.table import make_tables
from tests.chaos.writers import traffic
from tests.servers import Schema, account_of, chosen_kinds

pytestmark = pytest.mark.statistical

RUNS, KILLS_PER_RUN, MOST_RUNS, LEAST_KILLS = 2, 9, 6, 16
_ROWS, _WRITERS, _PACE = 40_000, 4, 25.0
_SMALL = Course(
    rows=15_000, writers=3, pace=20.0, calm=0.5, seconds=0.0, writing=0.5, tool_kills=5, connection_kills=9, server_kills=1
)


def test_a_run_killed_anywhere_is_continued_by_the_same_command(
    schema: Schema, seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Kills in all phases while writers go on: no row differs, nothing is left, and the writers met no error but the one in
    thousands that docs/decisions/0002 and 0008 speak of.
    """
    account, endpoint, chance = account_of(schema.primary), schema.primary, random.Random(seed)
    bout, plans = Bout(schema.kind, Counted, seed), alterations(Counted)
    dsn = f"mysql://{endpoint.user}@{endpoint.host}:{endpoint.port}/{schema.name}"
    with schema.connect() as connection:
        make_tables(connection, _ROWS, seed)
    with (
        traffic(account, schema.name, writers=_WRITERS, rows=_ROWS, seed=seed, pace=_PACE) as writers,
        closing(Striker(endpoint, schema.name, endpoint.user, chance)) as striker,
    ):
        siege, began = Siege(Tool(dsn, endpoint.password, tmp_path / "runs.log"), striker, chance), time.monotonic()
        bout.survived = siege.survived
        while len(bout.alters) < RUNS or (len(bout.alters) < MOST_RUNS and not _hit_enough(bout)):
            bout.alters.append(next(plans))
            siege.kill_tool(bout.alters[-1], KILLS_PER_RUN)
        bout.during = writers.stop().between()
        bout.row_deadlocks = striker.deadlocks()
    bout.verdict = judge(account, schema.name, bout.alters)
    with capsys.disabled():
        print(_report(bout, time.monotonic() - began))  # noqa: T201 - for the log
    assert bout.faults(_WRITERS) == [], f"seed {seed}"
    assert _hit_enough(bout), f"seed {seed}: {tally_text(bout.survived.blows)}"


@pytest.mark.parametrize("kind", chosen_kinds(), ids=str)
def test_the_loss_of_connections_and_of_the_server_is_survived(
    kind: ServerKind, seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A killed run, a cut one with a rollback, one whose server dies, and one that is given up; the key's shape is drawn."""
    shape = random.Random(seed).choice(list(SHAPES.values()))
    began = time.monotonic()
    with start_sandbox(kind) as sandbox:
        bout = fight(kind, sandbox, shape, seed, _SMALL, tmp_path / "runs.log")
    with capsys.disabled():
        print(_report(bout, time.monotonic() - began))  # noqa: T201 - for the log
    assert bout.faults(_SMALL.writers) == [], f"seed {seed}, key {shape.name}"
    assert bout.survived.count(Kind.SERVER) >= 1, f"seed {seed}, key {shape.name}"
    assert bout.survived.count(Kind.CONNECTION) >= _SMALL.connection_kills, f"seed {seed}, key {shape.name}"
    assert bout.survived.rollbacks >= 1, f"seed {seed}, key {shape.name}"


def _hit_enough(bout: Bout) -> bool:
    """Whether every phase was hit, which a quick server may leave before the kill comes, and often enough in all."""
    hit = {blow.state for blow in bout.survived.blows}
    return len(bout.survived.blows) >= LEAST_KILLS and set(PHASE_STATES) <= hit


def _report(bout: Bout, seconds: float) -> str:
    seen = Seen()
    for each in (bout.before, bout.during, bout.after):
        seen.include(each)
    blows = bout.survived.blows
    return (
        f"\n{bout.kind}: seed {bout.seed}, key {bout.shape.name}, {len(blows)} kills ({tally_text(blows)}) in"
        f" {len(bout.alters)} alterations, {seconds:.0f} s; {seen.transactions} transactions, errors {dict(seen.errors)},"
        f" {seen.retries} retries, p50 {seen.latencies.quantile(0.5) * 1000:.1f} ms,"
        f" p99 {seen.latencies.quantile(0.99) * 1000:.0f} ms, longest {seen.latencies.longest * 1000:.0f} ms;"
        f" {bout.verdict.rows} rows, {len(bout.verdict.differences)} differences"
    )
