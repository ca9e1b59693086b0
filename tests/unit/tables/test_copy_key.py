"""The copy key: how its values are written down and compared."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlinealter.model.errors import Changed
from onlinealter.tables.copy_key import CopyKey, KeyPart
from onlinealter.tables.expression import row_of
from onlinealter.tables.facts import Column, Index, TableFacts
from onlinealter.tables.key_choice import choose_key
from tests.unit.table_samples import column, index, key_of, mapped, table

A, B, C = column("a", "int"), column("b", "int"), column("c", "int")
ROW = row_of("original")


def key_over(*columns: Column) -> CopyKey:
    """The key over these columns, the same in both tables."""
    facts = table("t", list(columns), [index("PRIMARY", *(each.name for each in columns))])
    return key_of(facts, facts, mapped(facts, facts)[0])


def chosen(original: TableFacts, shadow: TableFacts, alter: str = "FORCE") -> CopyKey | None:
    """The key for an ALTER that makes one table the other."""
    return choose_key(original, shadow, mapped(original, shadow, alter)[0])


small = st.integers(0, 3)
bounds = st.none() | st.tuples(small, small, small)


@given(low=bounds, high=bounds)
def test_a_key_of_several_columns_is_compared_as_one(
    low: tuple[int, int, int] | None, high: tuple[int, int, int] | None
) -> None:
    """A database that has never heard of this tool finds the rows above one bound and up to the other."""
    rows = [(a, b, c) for a in range(4) for b in range(4) for c in range(4)]
    as_key = [None if bound is None else tuple(map(str, bound)) for bound in (low, high)]
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE original (a INT, b INT, c INT)")
        database.executemany("INSERT INTO original VALUES (?, ?, ?)", rows)
        condition = key_over(A, B, C).within(ROW, *as_key)
        found = set(database.execute(f"SELECT a, b, c FROM original WHERE {condition}"))
    assert found == {row for row in rows if (low is None or row > low) and (high is None or row <= high)}


@pytest.mark.parametrize(
    ("kind", "written", "forged"),
    [
        ("int", "-17", ("", "1 OR 1=1", "0x1", "1\n", "N", "1e9", "\u0661", "9" * 66)),
        ("decimal(9,2)", "-1.50", ("1.", ".5", "1,5", "1.5; DROP TABLE t", "NULL")),
        ("bit(8)", "7", ("b'7'", "7'", "")),
        ("varchar(20)", "4A6F", ("'", "4A6", "4A6F' OR '1", "Jo", "0x4A", "4A\n")),
        ("varbinary(20)", "00FF", ("\\", "00FG", "00 FF")),
        ("enum('a','b')", "2", ("'b'", "-1", "2 ", "b", "9" * 10)),
        ("datetime", "2026-01-01 00:00:00", ("2026-01-01'", "NOW()", "2026-01-01;", "1" * 65, "")),
        ("timestamp", "1767225600", ("UNIX_TIMESTAMP()", "1)", "1/0")),
    ],
)
def test_what_is_no_key_of_its_type_becomes_no_sql(kind: str, written: str, forged: tuple[str, ...]) -> None:
    """Keys also come from the journal, where others may write."""
    key = key_over(column("a", kind))
    assert key.holds((written,))
    assert key.equals(ROW, (written,))
    for value in forged:
        assert not key.holds((value,)), value
        with pytest.raises(Changed, match="the journal holds"):
            key.equals(ROW, (value,))
    assert not key.holds((written, written))


def test_a_bound_on_one_column_is_one_comparison() -> None:
    """No brackets, no OR."""
    assert key_over(A).within(ROW, ("1",), ("9",)) == "original.`a` > 1 AND original.`a` <= 9"


def test_a_bound_on_two_columns_is_written_for_an_index_range() -> None:
    """Row constructors would not use the index."""
    assert key_over(A, B).within(ROW, ("1", "2"), None) == "((original.`a` > 1) OR (original.`a` = 1 AND original.`b` > 2))"


def test_without_bounds_every_row_is_inside() -> None:
    """An empty condition would be no SQL."""
    assert key_over(A).within(ROW, None, None) == "TRUE"


def test_the_shadow_is_compared_by_its_own_names() -> None:
    """After a rename the key's columns are called otherwise there."""
    original = table("t", [A], [index("PRIMARY", "a")])
    shadow = table("t", [column("z", "bigint")], [index("PRIMARY", "z")])
    key = chosen(original, shadow, "CHANGE a z BIGINT NOT NULL")
    assert key is not None
    assert key.within(row_of("copied"), ("1",), ("2",), of_shadow=True) == "copied.`z` > 1 AND copied.`z` <= 2"
    assert key.equals(row_of("copied"), ("1",), of_shadow=True) == "copied.`z` = 1"


SIZES = column("size", "enum('small','it''s','large')")


@pytest.mark.parametrize(
    ("operator", "value", "sql"),
    [
        (">", "1", "e IN (2, 3)"),
        (">", "0", "e IN (1, 2, 3)"),
        (">", "3", "FALSE"),
        ("<", "2", "e IN (0, 1)"),
        ("<", "0", "FALSE"),
        ("<=", "2", "e IN (0, 1, 2)"),
        ("<=", "0", "e IN (0)"),
    ],
)
def test_an_enum_is_compared_by_listing_its_values(operator: str, value: str, sql: str) -> None:
    """In the order of their declaration, which the index has; '' is what an invalid value became, before all others."""
    assert KeyPart(SIZES, SIZES).compared("e", operator, value) == sql


@pytest.mark.parametrize(
    ("kind", "collation", "value", "literal", "readable"),
    [
        ("int", None, "-7", "-7", "-7"),
        ("bigint unsigned", None, "18446744073709551615", "18446744073709551615", "18446744073709551615"),
        ("decimal(10,2)", None, "1.50", "1.50", "1.50"),
        ("varchar(9)", "utf8mb4_bin", "C3BC27", "_utf8mb4 x'C3BC27'", '"ü\'"'),
        ("varchar(9)", "latin1_swedish_ci", "FC", "_latin1 x'FC'", "'ü'"),
        ("char(3)", "ucs2_bin", "0061", "_ucs2 x'0061'", "x'0061'"),
        ("varbinary(9)", None, "00FF", "x'00FF'", "x'00FF'"),
        ("datetime(3)", None, "2026-11-21 10:00:00.123", "'2026-11-21 10:00:00.123'", "'2026-11-21 10:00:00.123'"),
        ("enum('a','b')", "utf8mb4_bin", "2", "'b'", "'b'"),
        ("enum('a','b')", "utf8mb4_bin", "0", "''", "''"),
        ("bit(4)", None, "9", "9", "9"),
    ],
)
def test_a_value_is_written_down_so_that_it_means_the_same_everywhere(
    kind: str, collation: str | None, value: str, literal: str, readable: str
) -> None:
    """As a literal in the column's own character set, and for a person."""
    part = KeyPart(column("k", kind, collation=collation), column("k", kind, collation=collation))
    assert part.literal(value) == literal
    assert part.readable(value) == readable


@pytest.mark.parametrize(
    ("kind", "encoded"),
    [
        ("int", "CAST(r AS CHAR)"),
        ("datetime(6)", "CAST(r AS CHAR)"),
        ("varchar(9)", "HEX(r)"),
        ("binary(4)", "HEX(r)"),
        ("enum('a')", "CAST(r + 0 AS CHAR)"),
        ("bit(4)", "CAST(r + 0 AS CHAR)"),
    ],
)
def test_a_value_is_read_exactly(kind: str, encoded: str) -> None:
    """Characters as their bytes, choices as their number."""
    part = KeyPart(column("k", kind), column("k", kind))
    assert part.encoded("r") == encoded


def test_the_shadows_value_is_written_as_the_originals() -> None:
    """In the original's character set, by the original's list of values."""
    latin = KeyPart(column("k", "varchar(9)", collation="latin1_bin"), column("k", "varchar(9)"))
    assert latin.encoded("r", of_shadow=True) == "HEX(CONVERT(r USING latin1))"
    listed = KeyPart(column("k", "enum('a','b')"), column("k", "enum('b','a')"))
    assert listed.encoded("r", of_shadow=True) == "CAST(FIELD(r, 'a', 'b') AS CHAR)"


@pytest.mark.parametrize("kind", ["float", "double", "text", "blob", "json", "set('a')"])
def test_a_type_that_cant_be_ranged_over_is_no_key(kind: str) -> None:
    """Floats compare otherwise than they print, long values are indexed by their beginning only."""
    facts = table("t", [column("k", kind)], [index("PRIMARY", "k")])
    assert chosen(facts, facts) is None


@pytest.mark.parametrize(
    ("before", "after", "usable", "same_order"),
    [
        (column("k", "int"), column("k", "bigint unsigned"), True, True),
        (column("k", "int"), column("k", "decimal(20,0)"), True, False),
        (column("k", "int"), column("k", "varchar(20)"), False, False),
        (column("k", "varchar(9)"), column("k", "varchar(99)"), True, True),
        (column("k", "varchar(9)"), column("k", "varchar(9)", collation="utf8mb4_bin"), True, False),
        (column("k", "binary(4)"), column("k", "binary(8)"), False, True),
        (column("k", "enum('a','b')"), column("k", "enum('a','b','c')"), True, True),
        (column("k", "enum('a','b')"), column("k", "enum('b','a')"), True, False),
        (column("k", "datetime"), column("k", "date"), False, False),
    ],
)
def test_a_key_may_change_its_type_where_values_stay_alike(
    before: Column, after: Column, usable: bool, same_order: bool
) -> None:
    """And is walked by the original's order where the new type sorts otherwise."""
    part = KeyPart(before, after)
    assert (part.usable, part.same_order) == (usable, same_order)


def test_the_primary_key_goes_before_a_unique_one() -> None:
    """Unless the new definition hasn't got it."""
    original = table("t", [A, B], [index("also", "b", unique=True), index("PRIMARY", "a")])
    found = chosen(original, original)
    assert found is not None
    assert found.original_index == "PRIMARY"
    shadow = table("t", [A, B], [index("also", "b", unique=True)])
    left = chosen(original, shadow)
    assert left is not None
    assert (left.original_index, left.names(of_shadow=False)) == ("also", ("b",))


@pytest.mark.parametrize(
    "only",
    [
        index("k", "a"),
        index("k", "a", unique=True, nullable=True),
    ],
)
def test_an_index_that_doesnt_tell_rows_apart_is_no_key(only: Index) -> None:
    """Neither one that isn't unique, nor one with NULLs."""
    facts = table("t", [A], [only])
    assert chosen(facts, facts) is None


def test_the_columns_of_a_key_may_stand_in_another_order() -> None:
    """It is the same key, walked by the original's order."""
    original = table("t", [A, B], [index("PRIMARY", "a", "b")])
    shadow = table("t", [A, B], [index("PRIMARY", "b", "a")])
    key = chosen(original, shadow)
    assert key is not None
    assert not key.same_order
    assert key.order(ROW) == "original.`a`, original.`b`"


def test_a_key_turned_round_reads_from_the_shadow() -> None:
    """For the way back."""
    original = table("t", [A], [index("PRIMARY", "a")])
    shadow = table("t", [column("z", "bigint")], [index("PRIMARY", "z")])
    key = chosen(original, shadow, "CHANGE a z BIGINT NOT NULL")
    assert key is not None
    assert key.turned().names(of_shadow=False) == ("z",)
    assert key.turned().turned() == key


def test_a_key_is_shown_to_a_person_by_column() -> None:
    assert key_over(A, column("b", "varchar(9)")).readable(("7", "616263")) == "a=7, b='abc'"
