"""The tool killed anywhere, and continued by the same command."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from onlinealter.demo.tally import Seen
from tests.chaos.kills import PHASE_STATES, Kill, Killer, tally_text
from tests.chaos.oracle import Verdict, judge
from tests.chaos.table import TABLE, make_tables
from tests.chaos.writers import traffic
from tests.servers import Schema, account_of

KILLS, KILLS_PER_RUN, MOST_RUNS = 30, 10, 6
_ROWS, _WRITERS, _PACE = 40_000, 4, 25.0
_ALTERS = (
    "ADD COLUMN extra INT NOT NULL DEFAULT 5 AFTER owner, ADD KEY by_price (price, status)",
    "MODIFY amount BIGINT NOT NULL, DROP KEY by_title",
    "MODIFY id BIGINT NOT NULL AUTO_INCREMENT, MODIFY title VARCHAR(90) NOT NULL",
    "DROP COLUMN extra, MODIFY price DECIMAL(14,2) NULL",
    "ADD COLUMN more VARCHAR(10) NULL",
    "MODIFY owner BIGINT NOT NULL, DROP KEY by_status, ADD KEY by_status (status, owner)",
)
_SETTINGS = ("strategy=shadow", "chunk-rows=200", "most-chunk-rows=400", "verify-on=primary")


_VICTIM = 1213
# Without the door's guard 18 of 3,475 transactions met it; with it 0 to 1 of 6,000.
_VICTIMS_PER_TRANSACTION = 1 / 1000


@pytest.fixture
def seed() -> int:
    """Where this test's random choices begin."""
    return int(os.environ.get("ONLINEALTER_CHAOS_SEED", random.randrange(10**9)))


def test_a_run_killed_anywhere_is_continued_by_the_same_command(
    schema: Schema, seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Thirty kills in all phases while writers go on: no row differs, nothing is left, and the writers met no error but
    the one in thousands that docs/decisions/0008 speaks of.
    """
    account, began = account_of(schema.primary), time.monotonic()
    with schema.connect() as connection:
        make_tables(connection, _ROWS, seed)
    with traffic(account, schema.name, writers=_WRITERS, rows=_ROWS, seed=seed, pace=_PACE) as writers:
        kills, runs = _kill_runs(schema, random.Random(seed), tmp_path / "runs.log")
        seen = writers.stop().between()
    verdict = judge(account, schema.name, _ALTERS[:runs])
    with capsys.disabled():
        print(_report(schema, seed, kills, runs, seen, verdict, time.monotonic() - began))  # noqa: T201 - for the log
    assert len(kills) >= KILLS
    assert set(PHASE_STATES) <= {kill.state for kill in kills}, f"seed {seed}: {tally_text(kills)}"
    assert (verdict.differences, verdict.definitions, verdict.leftovers) == ((), (), ()), f"seed {seed}"
    assert set(seen.errors) <= {_VICTIM}, f"seed {seed}: {dict(seen.errors)}"
    assert seen.errors[_VICTIM] <= seen.transactions * _VICTIMS_PER_TRANSACTION, f"seed {seed}: {dict(seen.errors)}"


def _kill_runs(schema: Schema, chance: random.Random, log: Path) -> tuple[list[Kill], int]:
    """Kill run after run, until there were enough kills; gives them, and how many runs that took."""
    kills: list[Kill] = []
    for runs in range(1, MOST_RUNS + 1):
        killer = Killer(schema, _arguments(schema, _ALTERS[runs - 1]), chance, log)
        kills += killer.kill_through(KILLS_PER_RUN)
        if len(kills) >= KILLS:
            break
    return kills, runs


def _arguments(schema: Schema, alter: str) -> list[str]:
    endpoint = schema.primary
    dsn = f"mysql://{endpoint.user}@{endpoint.host}:{endpoint.port}/{schema.name}"
    settings = [word for setting in _SETTINGS for word in ("--set", setting)]
    return ["--dsn", dsn, "--table", TABLE, "--alter", alter, *settings]


def _report(schema: Schema, seed: int, kills: list[Kill], runs: int, seen: Seen, verdict: Verdict, seconds: float) -> str:
    return (
        f"\n{schema.kind}: seed {seed}, {len(kills)} kills in {runs} runs ({tally_text(kills)}), {seconds:.0f} s;"
        f" {seen.transactions} transactions, errors {dict(seen.errors)}, {seen.retries} retries,"
        f" p50 {seen.latencies.quantile(0.5) * 1000:.1f} ms, p99 {seen.latencies.quantile(0.99) * 1000:.0f} ms,"
        f" longest {seen.latencies.longest * 1000:.0f} ms; {verdict.rows} rows,"
        f" {len(verdict.differences)} differences, {len(verdict.leftovers)} left over"
    )
