"""The harness itself: writers that meet no error and keep twins alike, an oracle that sees what is wrong."""

from __future__ import annotations

import random

import pytest

from onlinealter.demo.tally import Seen
from tests.chaos.oracle import Verdict, judge
from tests.chaos.region import FORMS, Hand, Region, Statements
from tests.chaos.shapes import SHAPES, WIDTH, Shape
from tests.chaos.table import TABLE, TWIN, make_tables
from tests.chaos.writers import RETRIED, find_spool, traffic
from tests.servers import Schema, account_of

_ROWS, _WRITERS, _EACH = 2_000, 4, 60  # transactions
_ALTER = "ADD COLUMN extra INT NOT NULL DEFAULT 5"


@pytest.mark.seeded
def test_writers_alone_keep_twins_alike(schema: Schema, seed: int) -> None:
    """At full speed, without an alteration; the only error that they may meet is one over a lock, and it is done again."""
    seen, verdict = _write_alone(schema, seed, most=_EACH)
    assert set(seen.errors) <= RETRIED, f"seed {seed}"
    assert seen.transactions == _WRITERS * _EACH, f"seed {seed}"
    assert (verdict.differences, verdict.definitions, verdict.leftovers) == ((), (), ()), f"seed {seed}"


@pytest.mark.statistical
def test_writers_alone_meet_no_error(schema: Schema, seed: int) -> None:
    """Not even one over a lock: so every error during an alteration is ours."""
    seen, _ = _write_alone(schema, seed, most=_EACH * 10)
    assert (seen.errors, seen.retries) == ({}, 0), f"seed {seed}"


def _write_alone(schema: Schema, seed: int, *, most: int) -> tuple[Seen, Verdict]:
    account = account_of(schema.primary)
    with schema.connect() as connection:
        make_tables(connection, _ROWS, seed)
    with traffic(account, schema.name, writers=_WRITERS, rows=_ROWS, seed=seed, most=most) as writers:
        seen = writers.finish().between()
    with schema.connect() as connection:
        connection.execute(f"ALTER TABLE {TABLE} {_ALTER}")
    return seen, judge(account, schema.name, [_ALTER])


@pytest.mark.seeded
@pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.name)
def test_every_form_succeeds_on_every_shape_and_the_keys_are_as_foreseen(
    schema: Schema, seed: int, shape: type[Shape]
) -> None:
    """One region, all forms again and again: after each the table holds the keys that the region thinks are taken, in
    their order, and its neighbours are as they were.
    """
    chance = random.Random(seed)
    with schema.connect() as connection:
        make_tables(connection, 300, seed, shape)
        spool = find_spool(connection, schema.name)
        key, columns = shape(chance), ", ".join(shape.columns)
        region = Region(2, set(range(2 * WIDTH + 2, 3 * WIDTH, 2)), Hand(key, chance, spool))
        outside = [number for number in range(2, 6 * WIDTH + 1, 2) if not 2 * WIDTH < number < 3 * WIDTH]
        done, forms = set[str](), {form.__name__ for form in FORMS if spool or form is not Region.load_file}
        for turn in range(20):
            if turn >= 4 and done == forms:
                break
            for form in chance.sample(FORMS, len(FORMS)):
                statements: Statements = form(region)
                done |= {form.__name__} if statements else set()
                for statement in statements:
                    for table in (TABLE, TWIN):
                        connection.execute(statement.replace("{table}", table))
        found = [key.number(row) for row in connection.rows(f"SELECT {columns} FROM {TABLE}")]
        taken = [number for number in found if 2 * WIDTH < number < 3 * WIDTH]
        ordered = connection.rows(
            f"SELECT {columns} FROM {TABLE} WHERE {key.within(2 * WIDTH + 1, 3 * WIDTH)} ORDER BY {key.ordered()}"
        )
    assert done == forms, f"seed {seed}"
    assert [key.number(row) for row in ordered] == sorted([*taken, 3 * WIDTH]), f"seed {seed}"
    assert set(taken) == region.taken, f"seed {seed}"
    assert sorted(set(found) - set(taken)) == outside, f"seed {seed}"
    assert judge(account_of(schema.primary), schema.name, [], shape).differences == (), f"seed {seed}"


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
