"""Keys that change: what the new one lets in and the old one doesn't, and the other way round."""

from __future__ import annotations

import pytest

from onlinealter.engine.alteration import check
from onlinealter.model.errors import ConflictsFound, Refused
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase, State
from tests.integration.engine.alterations import TO_CUTOVER, Recorder, run, settings
from tests.servers import Schema


def _make(schema: Schema, key: str) -> None:
    with schema.connect() as connection:
        connection.execute(f"CREATE TABLE seats (a INT NOT NULL, b INT NOT NULL, note VARCHAR(9), PRIMARY KEY ({key}))")
        connection.execute("INSERT INTO seats VALUES (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z')")


def test_rows_that_only_the_longer_key_tells_apart_stand_against_a_rollback(schema: Schema) -> None:
    """They are named; without the second one the way back is open."""
    _make(schema, "a")
    target = schema.target("seats", Plan("seats", ("DROP PRIMARY KEY, ADD PRIMARY KEY (a, b)",), settings=settings()))
    run(target, TO_CUTOVER)
    with schema.connect() as connection:
        connection.execute("INSERT INTO seats VALUES (2, 7, 'second')")
        with pytest.raises(ConflictsFound, match="a=2, b=7"):
            run(target, [Phase.ROLLBACK])
        connection.execute("DELETE FROM seats WHERE a = 2 AND b = 1")
        assert run(target, [Phase.ROLLBACK]).state == State.COPIED
        assert connection.rows("SELECT * FROM seats ORDER BY a") == [(1, 1, "x"), (2, 7, "second"), (3, 2, "z")]


def test_rows_that_the_shorter_key_does_not_tell_apart_are_refused_by_check(schema: Schema) -> None:
    """With their keys."""
    _make(schema, "a, b")
    plan = Plan("seats", ("DROP PRIMARY KEY, ADD PRIMARY KEY (b)",), settings=settings())
    with pytest.raises(Refused) as refused:
        check(schema.target("seats", plan), Recorder())
    assert "duplicates: 1 row, a=2, b=1" in refused.value.findings[0].message


def test_a_row_that_meets_another_by_the_shorter_key_is_a_conflict_until_it_is_gone(schema: Schema) -> None:
    """The application's statement doesn't fail, and no row is taken for another."""
    _make(schema, "a, b")
    plan = Plan("seats", ("DROP PRIMARY KEY, ADD PRIMARY KEY (a)",), settings=settings())
    target = schema.target("seats", plan)
    run(target, [Phase.PREPARE])
    with schema.connect() as connection:
        connection.execute("INSERT INTO seats VALUES (3, 9, 'second')")
        with pytest.raises(ConflictsFound, match="a=3, b="):
            run(target, TO_CUTOVER[1:])
        connection.execute("DELETE FROM seats WHERE a = 3 AND b = 2")
        run(target, TO_CUTOVER[1:])
        assert connection.rows("SELECT * FROM seats ORDER BY a") == [(1, 1, "x"), (2, 1, "y"), (3, 9, "second")]
