"""Finding the columns in a transform."""

from __future__ import annotations

import pytest

from onlinealter.tables.expression import of_column, parse, row_of

COLUMNS = ("id", "Name", "day", "date", "year", "left", "value", "a b", "tick`ed", "x")


def read(sql: str) -> str:
    """The transform over a trigger's NEW."""
    return parse(sql, COLUMNS).over(row_of("NEW"))


@pytest.mark.parametrize(
    ("sql", "over_new"),
    [
        ("id", "NEW.`id`"),
        ("1 + id*2", "1 + NEW.`id`*2"),
        ("NAME", "NEW.`Name`"),
        ("`name`", "NEW.`Name`"),
        ("`a b` + `tick``ed`", "NEW.`a b` + NEW.`tick``ed`"),
        ("CONCAT(name, 'name', \"name\")", "CONCAT(NEW.`Name`, 'name', \"name\")"),
        ("'it''s id'", "'it''s id'"),
        ("UPPER(name) /* name */", "UPPER(NEW.`Name`) /* name */"),
        ("LEFT(name, 3)", "LEFT(NEW.`Name`, 3)"),
        ("left (name, left)", "left (NEW.`Name`, NEW.`left`)"),
        ("`left` + 1", "NEW.`left` + 1"),
        ("value", "NEW.`value`"),
        ("CASE WHEN id > 1 THEN name ELSE NULL END", "CASE WHEN NEW.`id` > 1 THEN NEW.`Name` ELSE NULL END"),
        ("DATE_ADD('2020-01-01', INTERVAL 1 DAY)", "DATE_ADD('2020-01-01', INTERVAL 1 DAY)"),
        ("DATE_ADD('2020-01-01', INTERVAL id day)", "DATE_ADD('2020-01-01', INTERVAL NEW.`id` day)"),
        ("DATE_ADD('2020-01-01', INTERVAL `day` DAY)", "DATE_ADD('2020-01-01', INTERVAL NEW.`day` DAY)"),
        ("'2020-01-01' + INTERVAL id * 2 DAY", "'2020-01-01' + INTERVAL NEW.`id` * 2 DAY"),
        ("date + INTERVAL day DAY", "NEW.`date` + INTERVAL NEW.`day` DAY"),
        ("IF(date > x - INTERVAL 1 DAY, day, 0)", "IF(NEW.`date` > NEW.`x` - INTERVAL 1 DAY, NEW.`day`, 0)"),
        (
            "CASE WHEN date > INTERVAL 1 DAY + x THEN day ELSE year END",
            "CASE WHEN NEW.`date` > INTERVAL 1 DAY + NEW.`x` THEN NEW.`day` ELSE NEW.`year` END",
        ),
        ("day + 1", "NEW.`day` + 1"),
        ("CAST(x AS DATE)", "CAST(NEW.`x` AS DATE)"),
        ("EXTRACT(YEAR FROM date)", "EXTRACT(YEAR FROM NEW.`date`)"),
        ("TIMESTAMPDIFF(DAY, date, x)", "TIMESTAMPDIFF(DAY, NEW.`date`, NEW.`x`)"),
        ("CONVERT(name USING left)", "CONVERT(NEW.`Name` USING left)"),
        ("idle + names", "idle + names"),
        ("NULL", "NULL"),
        ("@id", "@id"),
        ("COALESCE(name,'')", "COALESCE(NEW.`Name`,'')"),
        ("id=id", "NEW.`id`=NEW.`id`"),
        ("-id", "-NEW.`id`"),
    ],
)
def test_columns_are_found_and_nothing_else(sql: str, over_new: str) -> None:
    """Not in strings, comments, functions' names, units or longer words."""
    assert read(sql) == over_new


def test_an_expression_tells_its_columns() -> None:
    """By the names that the table has for them."""
    assert parse("NAME + id + name", COLUMNS).columns == ("Name", "id", "Name")


def test_a_plain_column_is_known_as_one() -> None:
    """Whether it was written as a name or made from one."""
    assert of_column("id").is_column
    assert parse("`id`", COLUMNS).is_column
    assert not parse("id + 0", COLUMNS).is_column
    assert not parse("1", COLUMNS).is_column


def test_the_same_expression_can_be_put_over_any_row() -> None:
    """NEW, OLD, a table or its alias."""
    expression = parse("id + 1", COLUMNS)
    assert [expression.over(row_of(row)) for row in ("NEW", "OLD", "original")] == [
        "NEW.`id` + 1",
        "OLD.`id` + 1",
        "original.`id` + 1",
    ]
