"""How tables are named."""

from __future__ import annotations

import pytest

from onlinealter.planning.table_reference import TableReference, parse_table, written_table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("orders", TableReference("orders")),
        ("shop.orders", TableReference("orders", "shop")),
        ("`shop`.`or.ders`", TableReference("or.ders", "shop")),
        ("`a``b`", TableReference("a`b")),
        ("my orders", TableReference("my orders")),
        ("", None),
        ("a.b.c", None),
        ("a.", None),
        ("`a", None),
    ],
)
def test_a_table_is_a_name_or_schema_and_name(text: str, expected: TableReference | None) -> None:
    """In backquotes where it holds a dot."""
    assert parse_table(text) == expected


@pytest.mark.parametrize("table", ["orders", "my orders", "a.b", "a`b", "`a`", " a", "a\n"])
def test_a_written_name_is_read_back(table: str) -> None:
    """Whatever it holds."""
    assert parse_table(written_table(table)) == TableReference(table)
