"""What the built-in load may write to a table."""

from __future__ import annotations

from collections.abc import Mapping

from onlinealter.rehearsal.writes.shape import Bounds, Fresh, largest, numbers_of, shape_of, smallest
from onlinealter.tables.facts import Column, Index, TableFacts
from tests.unit.table_samples import column, index, table

_CREATE = "CREATE TABLE `customer` (\n) ENGINE=InnoDB"
_ID = column("id", "int", extra="auto_increment")


def _bounds(
    facts: TableFacts,
    *,
    referenced: frozenset[str] = frozenset(),
    referring: frozenset[str] = frozenset(),
    highest: Mapping[str, int] | None = None,
    also: tuple[Index, ...] = (),
) -> Bounds:
    unique = tuple(each for each in (*facts.indexes, *also) if each.unique)
    return Bounds(frozenset(each.name for each in facts.columns), unique, referenced, referring, highest or {})


def _unique(name: str) -> Index:
    return index(name, name, unique=True)


def _table(columns: list[Column], *indexes: Index) -> TableFacts:
    return table("customer", columns, [index("PRIMARY", "id"), *indexes], _CREATE)


def test_a_row_gets_a_fresh_value_in_each_unique_key() -> None:
    """The server counts one, a text is made for the other; unique columns are never changed."""
    facts = _table([_ID, column("code", "varchar(20)"), column("name", "varchar(20)")], _unique("code"))
    shape = shape_of(facts, _bounds(facts))
    assert shape is not None
    assert shape.fresh == (Fresh("id", "auto"), Fresh("code", "text"))
    assert (shape.key, shape.columns, shape.changeable) == (("id",), ("name",), ("name",))
    assert (shape.counted, shape.no_insert) == ("id", "")


def test_a_unique_key_that_the_plan_adds_counts_too() -> None:
    """A copy of a row would be a conflict in the shadow."""
    facts = _table([_ID, column("name", "varchar(20)")])
    shape = shape_of(facts, _bounds(facts, also=(_unique("name"),)))
    assert shape is not None
    assert shape.fresh == (Fresh("id", "auto"), Fresh("name", "text"))
    assert shape.changeable == ()


def test_what_other_tables_refer_to_is_left_alone() -> None:
    """As well as what is computed, or dates itself."""
    columns = [
        _ID,
        column("region", "int"),
        column("shout", "varchar(20)", extra="STORED GENERATED"),
        column("seen", "timestamp", extra="on update CURRENT_TIMESTAMP"),
        column("name", "varchar(20)"),
    ]
    facts = _table(columns)
    shape = shape_of(facts, _bounds(facts, referenced=frozenset({"region"})))
    assert shape is not None
    assert shape.changeable == ("name",)
    assert shape.columns == ("region", "seen", "name")


def test_no_row_is_inserted_where_a_unique_key_gets_no_fresh_value() -> None:
    """A short text, a number without room, and a column that refers to another table have none."""
    for kind, highest in (("char(8)", {}), ("tinyint", {"code": 3}), ("date", {})):
        facts = _table([_ID, column("code", kind)], _unique("code"))
        shape = shape_of(facts, _bounds(facts, highest=highest))
        assert shape is not None
        assert shape.no_insert == "no INSERT: the load has no fresh values for the unique key code"
    facts = _table([_ID, column("code", "int")], _unique("code"))
    shape = shape_of(facts, _bounds(facts, highest={"code": 3}, referring=frozenset({"code"})))
    assert shape is not None
    assert shape.no_insert


def test_a_number_is_above_the_highest_and_null_is_in_nobodys_way() -> None:
    facts = _table(
        [_ID, column("code", "int"), column("alias", "date", nullable=True)],
        _unique("code"),
        index("a", "alias", unique=True, nullable=True),
    )
    shape = shape_of(facts, _bounds(facts, highest={"code": 70}))
    assert shape is not None
    assert [each.value(5) for each in shape.fresh[1:]] == ["75", "NULL"]
    assert Fresh("code", "text").value(5) == "'oa-00000000005'"


def test_rows_without_a_key_or_with_another_name_of_it_are_not_written() -> None:
    facts = _table([_ID])
    assert shape_of(facts, Bounds(frozenset({"number"}), (), frozenset(), frozenset(), {})) is None
    assert shape_of(table("customer", [_ID], [], _CREATE), _bounds(facts)) is None


def test_the_bounds_of_numbers() -> None:
    assert (smallest(column("n", "tinyint")), largest(column("n", "tinyint"))) == (-128, 127)
    assert (smallest(column("n", "bigint unsigned")), largest(column("n", "bigint unsigned"))) == (0, 2**64 - 1)
    facts = _table([_ID, column("code", "int"), column("other", "int")], _unique("code"))
    assert numbers_of(facts) == ("id", "code")
