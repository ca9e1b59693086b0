"""A change that the definition doesn't show at the end is made all the same: values go, values move, the counter is set."""

from __future__ import annotations

import pytest

from onlinealter.engine.alteration import advance
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.model.errors import Refused
from onlinealter.model.events import Notice
from onlinealter.model.plan import Plan, Strategy
from tests.integration.engine.alterations import WHOLE, Recorder, run, settings
from tests.servers import Schema

_ROWS = "(1, 10, 20, 'red'), (2, 30, 40, 'blue'), (3, NULL, 50, NULL)"
_SHOWN_BY_VALUES = (
    ("DROP COLUMN word, ADD COLUMN word VARCHAR(20)",),
    ("DROP word", "ADD word VARCHAR(20)"),
    ("CHANGE left_side right_side INT, CHANGE right_side left_side INT AFTER id",),
    ("RENAME COLUMN left_side TO right_side, RENAME COLUMN right_side TO left_side", "MODIFY left_side INT AFTER id"),
    ("RENAME COLUMN left_side TO spare", "CHANGE right_side left_side INT AFTER id",
     "CHANGE spare right_side INT AFTER left_side"),
)  # fmt: skip
_NOTHING = (
    ("RENAME COLUMN word TO other", "RENAME COLUMN other TO word"),
    ("ADD KEY word (word)", "DROP KEY word"),
    ("MODIFY left_side BIGINT NULL", "MODIFY right_side INT NULL", "MODIFY left_side BIGINT NULL"),
    ("AUTO_INCREMENT = 4",),
    ("AUTO_INCREMENT 2",),
    ("COMMENT = '' AUTO_INCREMENT = 0",),
)


def _make(schema: Schema, *tables: str) -> None:
    with schema.connect() as connection:
        for table in tables:
            connection.execute(
                f"CREATE TABLE {table} (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, left_side INT, right_side INT,"
                " word VARCHAR(20))"
            )
            connection.execute(f"INSERT INTO {table} VALUES {_ROWS}")


@pytest.mark.parametrize("strategy", [Strategy.AUTO, Strategy.SHADOW])
@pytest.mark.parametrize("alters", _SHOWN_BY_VALUES, ids=" / ".join)
def test_values_that_go_or_change_places_do_so(schema: Schema, alters: tuple[str, ...], strategy: Strategy) -> None:
    """As by the server's own ALTER, though both definitions read the same."""
    _make(schema, "pairs", "twin")
    with schema.connect() as connection:
        before = connection.rows("SELECT * FROM pairs ORDER BY id")
        run(schema.target("pairs", Plan("pairs", alters, settings=settings(strategy=strategy))), WHOLE)
        for alter in alters:
            connection.execute(f"ALTER TABLE twin {alter}")
        changed = connection.rows("SELECT * FROM pairs ORDER BY id")
        assert changed == connection.rows("SELECT * FROM twin ORDER BY id")
        assert changed != before
        of_twin = str(connection.rows("SHOW CREATE TABLE twin")[0][1])
        assert of_twin.replace("`twin`", "`pairs`") == connection.rows("SHOW CREATE TABLE pairs")[0][1]


@pytest.mark.parametrize("strategy", [Strategy.AUTO, Strategy.SHADOW])
@pytest.mark.parametrize(("first", "wanted"), [(4, 5000), (9000, 5000), (9000, 2), (4, 7)])
def test_a_counter_is_set_by_itself(schema: Schema, first: int, wanted: int, strategy: Strategy) -> None:
    """Raised, or lowered as far as the rows allow."""
    _make(schema, "pairs", "twin")
    with schema.connect() as connection:
        for table in ("pairs", "twin"):
            connection.execute(f"ALTER TABLE {table} AUTO_INCREMENT = {first}")
        plan = Plan("pairs", (f"AUTO_INCREMENT = {wanted}",), settings=settings(strategy=strategy))
        run(schema.target("pairs", plan), WHOLE)
        connection.execute(f"ALTER TABLE twin AUTO_INCREMENT = {wanted}")
        for table in ("pairs", "twin"):
            connection.execute(f"INSERT INTO {table} (left_side) VALUES (7)")
        expected = connection.value("SELECT id FROM twin WHERE left_side = 7")
        assert expected == max(wanted, 4)
        assert connection.value("SELECT id FROM pairs WHERE left_side = 7") == expected


@pytest.mark.parametrize("alters", _NOTHING, ids=" / ".join)
def test_what_ends_where_it_began_and_touches_no_value_is_nothing(schema: Schema, alters: tuple[str, ...]) -> None:
    """A name given and taken back, an index made and dropped, a counter that is there already."""
    _make(schema, "pairs")
    with schema.connect() as connection:
        connection.execute("ALTER TABLE pairs MODIFY left_side BIGINT")
    recorder = Recorder()
    plan = Plan("pairs", alters, settings=settings())
    assert advance(schema.target("pairs", plan), WHOLE, recorder, StopFlag(), Choices()) is None
    assert "already has this definition" in recorder.of(Notice)[-1].text


@pytest.mark.parametrize(
    "alters",
    [
        ("MODIFY word INT", "MODIFY word VARCHAR(20)"),
        ("MODIFY word VARCHAR(20) CHARACTER SET latin1", "MODIFY word VARCHAR(20) CHARACTER SET utf8mb4"),
        ("CONVERT TO CHARACTER SET ascii", "CONVERT TO CHARACTER SET utf8mb4"),
        ("RENAME COLUMN left_side TO other", "MODIFY other TINYINT", "MODIFY other BIGINT"),
        ("ADD COLUMN fresh VARCHAR(9) NOT NULL DEFAULT '1.5'", "MODIFY fresh INT NOT NULL DEFAULT '1'"),
    ],
    ids=" / ".join,
)
def test_a_value_that_passes_through_two_types_is_refused(schema: Schema, alters: tuple[str, ...]) -> None:
    """One copy gives it the last type at once, which may make it another value than the server's own ALTERs do."""
    _make(schema, "pairs")
    with pytest.raises(Refused) as refused:
        run(schema.target("pairs", Plan("pairs", alters, settings=settings())), WHOLE)
    said = "; ".join(finding.message for finding in refused.value.findings)
    assert "changes in more than one ALTER" in said or "added with one default" in said, said


def test_a_run_that_shows_nowhere_is_not_made_twice_and_says_how_to(schema: Schema) -> None:
    """The same command may have been killed at its very end; exchanged names would come back."""
    _make(schema, "pairs")
    exchange = "CHANGE left_side right_side INT, CHANGE right_side left_side INT AFTER id"
    target = schema.target("pairs", Plan("pairs", (exchange,), settings=settings()))
    run(target, WHOLE)
    recorder = Recorder()
    assert advance(target, WHOLE, recorder, StopFlag(), Choices()) is None
    assert "to make it again" in recorder.of(Notice)[-1].text
    run(schema.target("pairs", Plan("pairs", (f"{exchange} /* again */",), settings=settings())), WHOLE)
    with schema.connect() as connection:
        assert connection.rows("SELECT left_side, right_side FROM pairs WHERE id = 1") == [(10, 20)]


def test_a_counter_that_was_set_by_a_run_and_lost_is_set_again(schema: Schema) -> None:
    """The run's record alone doesn't make it so."""
    _make(schema, "pairs")
    target = schema.target("pairs", Plan("pairs", ("AUTO_INCREMENT = 5000",), settings=settings()))
    run(target, WHOLE)
    assert advance(target, WHOLE, Recorder(), StopFlag(), Choices()) is None
    with schema.connect() as connection:
        connection.execute("ALTER TABLE pairs AUTO_INCREMENT = 4")
        run(target, WHOLE)
        connection.execute("INSERT INTO pairs (left_side) VALUES (7)")
        assert connection.value("SELECT id FROM pairs WHERE left_side = 7") == 5000
