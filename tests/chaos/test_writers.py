"""The harness itself: writers that meet no error and keep twins alike, an oracle that sees what is wrong."""

from __future__ import annotations

import os
import random
import time

import pytest

from tests.chaos.oracle import judge
from tests.chaos.table import TABLE, make_tables
from tests.chaos.writers import traffic
from tests.servers import Schema, account_of

_ROWS, _SECONDS = 2_000, 6.0
_ALTER = "ADD COLUMN extra INT NOT NULL DEFAULT 5"


@pytest.fixture
def seed() -> int:
    """Where this test's random choices begin."""
    return int(os.environ.get("ONLINEALTER_CHAOS_SEED", random.randrange(10**9)))


def test_writers_alone_meet_no_error_and_keep_twins_alike(schema: Schema, seed: int) -> None:
    """At full speed, without an alteration: so every error during one is ours."""
    account = account_of(schema.primary)
    with schema.connect() as connection:
        make_tables(connection, _ROWS, seed)
    with traffic(account, schema.name, writers=4, rows=_ROWS, seed=seed) as writers:
        time.sleep(_SECONDS)
        seen = writers.stop().between()
    with schema.connect() as connection:
        connection.execute(f"ALTER TABLE {TABLE} {_ALTER}")
    verdict = judge(account, schema.name, [_ALTER])
    assert (seen.errors, seen.retries) == ({}, 0), f"seed {seed}"
    assert seen.transactions > 50, f"seed {seed}"
    assert (verdict.differences, verdict.definitions, verdict.leftovers) == ((), (), ()), f"seed {seed}"


@pytest.mark.parametrize(
    ("harm", "kind"),
    [
        (f"UPDATE {TABLE} SET data = x'00' WHERE id = 4", "differences"),
        (f"UPDATE {TABLE} SET note = NULL WHERE id = 6", "differences"),
        (f"DELETE FROM {TABLE} WHERE id = 8", "differences"),
        (f"INSERT INTO {TABLE} SELECT 9, owner, status, amount, price, title, note, data, placed_at, seen_at, document"
         f" FROM {TABLE} WHERE id = 10", "differences"),
        (f"ALTER TABLE {TABLE} DROP KEY by_owner", "definitions"),
        ("CREATE TABLE orders_oa_abcdefgh_new (id INT)", "leftovers"),
        (f"CREATE TRIGGER _oa_abcdefgh_delete AFTER DELETE ON {TABLE} FOR EACH ROW SET @gone = 1", "leftovers"),
    ],
)  # fmt: skip
def test_the_oracle_sees_harm(schema: Schema, harm: str, kind: str) -> None:
    """One row, one definition or one leftover is enough."""
    with schema.connect() as connection:
        make_tables(connection, 200, 1)
        connection.execute("UPDATE orders SET data = x'0000', note = '' WHERE id IN (4, 6)")
        connection.execute("UPDATE orders_twin SET data = x'0000', note = '' WHERE id IN (4, 6)")
        connection.execute(harm)
    verdict = judge(account_of(schema.primary), schema.name, [])
    found = {name: len(getattr(verdict, name)) for name in ("differences", "definitions", "leftovers")}
    assert found == {**dict.fromkeys(found, 0), kind: 1}
