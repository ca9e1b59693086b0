"""Which changes of type can lose a value, and what is put across instead."""

from __future__ import annotations

import pytest

from onlinealter.sql import quoting
from onlinealter.tables.conversions import LossKind, conversion_of, losses, surely_fits
from onlinealter.tables.facts import Column
from tests.unit.table_samples import column

LATIN = {"collation": "latin1_swedish_ci"}


def of(kind: str, **other: object) -> Column:
    """A column called v."""
    return column("v", kind, **other)


def sql(source: Column, target: Column, *allow: str, back: bool = False) -> str:
    """What goes across."""
    return conversion_of(source, target, allow, back=back).over(quoting.name)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("varchar(20)", "varchar(40)"),
        ("varchar(20)", "text"),
        ("tinytext", "mediumtext"),
        ("smallint", "bigint"),
        ("tinyint unsigned", "smallint"),
        ("int", "decimal(10,0)"),
        ("decimal(5,2)", "decimal(10,4)"),
        ("decimal(10,4)", "decimal(12,4)"),
        ("varbinary(8)", "blob"),
        ("enum('a','b')", "enum('b','c','a')"),
    ],
)
def test_a_wider_type_surely_holds_every_value(source: str, target: str) -> None:
    """No row has to be looked at, and the value goes across as it is."""
    assert surely_fits(of(source), of(target))
    assert sql(of(source), of(target)) == "`v`"


@pytest.mark.parametrize(
    ("source", "target", "kinds"),
    [
        ("varchar(40)", "varchar(20)", [LossKind.TRUNCATE]),
        ("text", "varchar(20)", [LossKind.TRUNCATE]),
        ("text", "tinytext", [LossKind.TRUNCATE]),
        ("int", "varchar(5)", [LossKind.TRUNCATE]),
        ("blob", "varbinary(8)", [LossKind.TRUNCATE]),
        ("int", "smallint", [LossKind.RANGE]),
        ("int", "int unsigned", [LossKind.RANGE]),
        ("int unsigned", "int", [LossKind.RANGE]),
        ("bigint", "decimal(10,0)", [LossKind.RANGE]),
        ("decimal(5,4)", "decimal(3,2)", [LossKind.RANGE, LossKind.ROUND]),
        ("decimal(5,4)", "decimal(5,2)", [LossKind.ROUND]),
        ("decimal(5,2)", "int", [LossKind.ROUND]),
        ("double", "float", [LossKind.ROUND]),
        ("bigint", "double", [LossKind.ROUND]),
        ("datetime(6)", "datetime(3)", [LossKind.ROUND]),
        ("datetime", "date", [LossKind.ROUND]),
        ("datetime", "time", [LossKind.ROUND]),
        ("int", "year", [LossKind.RANGE]),
        ("bit(8)", "bit(4)", [LossKind.RANGE]),
        ("varchar(9)", "int", [LossKind.NUMBER, LossKind.ROUND]),
        ("varchar(9)", "date", [LossKind.DATE, LossKind.ROUND]),
        ("enum('a','b')", "enum('a')", [LossKind.VALUE]),
        ("set('a','b')", "set('a')", [LossKind.VALUE]),
        ("varchar(9)", "enum('a')", [LossKind.VALUE]),
        ("text", "json", [LossKind.JSON]),
        ("geometry", "point", [LossKind.SPATIAL]),
        ("varbinary(9)", "varchar(9)", [LossKind.CHARSET, LossKind.TRUNCATE]),
    ],
)
def test_a_narrower_type_may_lose_values(source: str, target: str, kinds: list[LossKind]) -> None:
    """Each way has its kind."""
    assert [loss.kind for loss in losses(of(source), of(target))] == kinds
    assert not surely_fits(of(source), of(target))


def test_null_and_another_character_set_are_losses_too() -> None:
    """The first where the old column has NULLs and the new one not, the second where not every character is known."""
    assert [loss.kind for loss in losses(of("int", nullable=True), of("int"))] == [LossKind.NULL]
    assert [loss.kind for loss in losses(of("varchar(9)"), of("varchar(9)", **LATIN))] == [LossKind.CHARSET]
    assert not losses(of("varchar(9)", **LATIN), of("varchar(9)"))


def test_what_the_server_would_do_silently_is_made_an_error_unless_it_is_allowed() -> None:
    """A value that the column refuses stands in the place of one that would be rounded."""
    source, target = of("decimal(10,4)"), of("decimal(10,2)")
    assert sql(source, target) == f"IF(`v` <> ROUND(`v`, 2), {'9' * 35}, `v`)"
    assert sql(source, target, "round:v") == "CAST(`v` AS DECIMAL(10, 2))"
    assert sql(source, target, "round:other") == sql(source, target)


def test_allowed_losses_of_one_column_follow_one_another() -> None:
    """Cut to the range first, then rounded, then filled."""
    source, target = of("decimal(10,4)", nullable=True), of("tinyint")
    assert sql(source, target, "null:v", "round:v", "range:v") == (
        "COALESCE(CAST(LEAST(GREATEST(`v`, -128), 127) AS SIGNED), 0)"
    )


def test_on_the_way_back_blanks_at_the_end_of_a_text_need_no_guard() -> None:
    """A plain widening leaves the reverse triggers plain."""
    assert sql(of("varchar(40)"), of("varchar(20)"), back=True) == "`v`"
    assert sql(of("varchar(40)"), of("varchar(20)")) == "IF(CHAR_LENGTH(`v`) > 20, CONCAT(`v`, 'x'), `v`)"


def test_what_has_no_value_in_its_place_can_not_be_allowed() -> None:
    """A moment of the ALTER, a value that an ENUM hasn't: the server's own are no rule."""
    for source, target in (("timestamp", "timestamp"), ("enum('a')", "enum('a')")):
        (loss,) = losses(of(source, nullable=True), of(target))
        assert loss.kind is LossKind.NULL
        assert not loss.instead


def test_a_set_with_an_empty_member_goes_over_by_number() -> None:
    """As text that member by itself reads like no member; where the members' order changes, the server makes that of it."""
    source, wider, other = of("set('a','')"), of("set('a','','b')"), of("set('','a')")
    assert sql(source, source) == sql(source, wider) == sql(wider, source, back=True) == "CAST(`v` AS UNSIGNED)"
    assert sql(of("set('a','')", nullable=True), source, "null:v") == "COALESCE(CAST(`v` AS UNSIGNED), 0)"
    assert sql(source, other) == "IF(CAST(`v` AS UNSIGNED) = 2, 'none,', `v`)"
    assert sql(source, other, "value:v") == sql(of("set('a')"), of("set('a')")) == "`v`"
