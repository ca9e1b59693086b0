"""Which key a run goes by where the primary key changes."""

from __future__ import annotations

import pytest

from onlinealter.tables.copy_key import CopyKey
from onlinealter.tables.expression import row_of
from onlinealter.tables.facts import Column, Index, IndexPart, TableFacts
from onlinealter.tables.key_choice import choose_key
from tests.unit.table_samples import column, index, mapped, table

ID, A, B = column("id", "int"), column("a", "int"), column("b", "int")
CREATED = column("created", "datetime")
ROW = row_of("original")
COPIED = row_of("copied")


def chosen(original: TableFacts, shadow: TableFacts, alter: str = "FORCE") -> CopyKey:
    """The key for an ALTER that makes one table the other."""
    key = choose_key(original, shadow, mapped(original, shadow, alter)[0])
    assert key is not None
    return key


def changed(columns: list[Column], before: tuple[str, ...], after: tuple[str, ...]) -> CopyKey:
    """The key where the primary key changes and nothing else."""
    return chosen(table("t", columns, [index("PRIMARY", *before)]), table("t", columns, [index("PRIMARY", *after)]))


def test_a_column_that_comes_into_the_key_tells_the_row_but_bounds_no_range() -> None:
    """It may change at any time, and the application's index hasn't got it."""
    key = changed([ID, CREATED], ("id",), ("id", "created"))
    assert key.names(of_shadow=True) == ("id", "created")
    assert key.order(ROW) == "original.`id`"
    assert key.within(ROW, ("5", "2026-01-01 00:00:00"), None) == "original.`id` > 5"
    assert key.same_order
    assert key.turned().order(ROW) == "original.`id`, original.`created`"
    assert key.turned().turned() == key


def test_where_the_new_key_begins_otherwise_each_table_is_walked_along_its_own() -> None:
    """The written key stays the same, whichever way it is walked."""
    key = changed([ID, CREATED], ("id",), ("created", "id"))
    assert not key.same_order
    assert key.turned().order(ROW) == "original.`created`, original.`id`"
    assert key.turned().names(of_shadow=False) == ("id", "created")


def test_a_key_that_loses_a_column_is_still_told_by_both() -> None:
    """A row that meets another one by the shorter key isn't taken for it."""
    key = changed([A, B], ("a", "b"), ("a",))
    assert key.names(of_shadow=True) == ("a", "b")
    assert key.same_order
    (first, *_) = key.sets("t", lambda name: f"new.{name}", [], of_shadow=True)
    assert first.startswith("`a` = IF(t.`a` <=> new.a AND t.`b` <=> new.b, new.a, ~0 + ")


def test_another_key_is_taken_together_with_the_old_one() -> None:
    """By either of them a table's index finds the row."""
    key = changed([A, B], ("a",), ("b",))
    assert (key.names(of_shadow=True), key.same_order) == (("a", "b"), False)
    assert (key.order(ROW), key.turned().order(ROW)) == ("original.`a`", "original.`b`")


def test_the_same_key_goes_before_others() -> None:
    """However they are called."""
    original = table("t", [A, B], [index("PRIMARY", "a"), index("u", "b", unique=True)])
    shadow = table("t", [A, B], [index("PRIMARY", "a", "b"), index("u", "b", unique=True)])
    assert chosen(original, shadow).original_index == "u"


def test_a_null_of_the_old_definition_is_written_down() -> None:
    """The new key can't hold it: it is a conflict, and has to be found again."""
    old = column("created", "datetime", nullable=True)
    original = table("t", [ID, old], [index("PRIMARY", "id")])
    key = chosen(original, table("t", [ID, CREATED], [index("PRIMARY", "id", "created")]))
    assert key.encoded(ROW) == "CAST(original.`id` AS CHAR), COALESCE(CAST(original.`created` AS CHAR), 'N')"
    assert key.holds(("5", "N"))
    assert not key.holds(("N", "N"))
    assert key.equals(ROW, ("5", "N")) == "original.`id` = 5 AND original.`created` <=> NULL"
    assert key.readable(("5", "N")) == "id=5, created=NULL"


def test_moments_are_written_down_in_the_finer_type() -> None:
    """The same from both tables."""
    original = table("t", [CREATED], [index("PRIMARY", "created")])
    key = chosen(original, table("t", [column("created", "timestamp(3)")], [index("PRIMARY", "created")]))
    assert key.encoded(ROW) == "CAST(CAST(original.`created` AS DATETIME(3)) AS CHAR)"
    assert key.encoded(COPIED, of_shadow=True) == "CAST(copied.`created` AS CHAR)"
    assert key.same_order


def test_a_new_column_that_is_computed_is_computed_from_the_old_row() -> None:
    """The original hasn't got it."""
    day = column("day", "date", extra="STORED GENERATED")
    text = "CREATE TABLE `t` (\n  `day` date GENERATED ALWAYS AS (cast(`created` as date)) STORED NOT NULL,\n)"
    original = table("t", [ID, CREATED], [index("PRIMARY", "id")])
    key = chosen(original, table("t", [ID, CREATED, day], [index("PRIMARY", "id", "day")], text))
    computed = "(CAST((cast(original.`created` as date)) AS DATE))"
    assert key.same_row(ROW, COPIED) == f"copied.`id` = original.`id` AND copied.`day` = {computed}"
    assert key.names(of_shadow=False) == ("id",)
    assert len(key.sets("t", lambda name: f"new.{name}", [CREATED], of_shadow=True)) == 2


def test_a_new_column_that_isnt_computed_is_in_no_key() -> None:
    """What it holds after the swap is the application's, and the old row can't tell it."""
    shadow = table("t", [ID, column("tenant", "int", has_default=True)], [index("PRIMARY", "tenant", "id")])
    original = table("t", [ID], [index("PRIMARY", "id")])
    assert choose_key(original, shadow, mapped(original, shadow)[0]) is None


@pytest.mark.parametrize(
    ("kind", "fits"), [("varchar(200)", True), ("tinytext", True), ("varchar(2000)", False), ("text", False)]
)
def test_the_beginning_of_a_column_that_isnt_long_is_a_key(kind: str, fits: bool) -> None:
    """Keys are written down whole."""
    part = IndexPart("word", 20, descending=False, nullable=False)
    facts = table("t", [column("word", kind)], [Index("PRIMARY", True, "BTREE", (part,))])
    key = choose_key(facts, facts, mapped(facts, facts)[0])
    assert (key is not None) == fits
    assert key is None or key.prefixes
