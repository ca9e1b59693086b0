"""How many bytes a row takes."""

from __future__ import annotations

import pytest

from onlinealter.estimates.sizes import Sample, fixed_bytes, prefix_bytes, row_bytes
from tests.unit.table_samples import column, index, table


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        ("int unsigned", 4),
        ("bigint", 8),
        ("decimal(12,2)", 6),
        ("decimal(9,9)", 4),
        ("decimal(20,0)", 9),
        ("datetime", 5),
        ("datetime(6)", 8),
        ("timestamp(2)", 5),
        ("time(3)", 5),
        ("bit(9)", 2),
        ("enum('a','b')", 1),
        ("set('a','b')", 1),
        ("uuid", 16),
        ("varchar(20)", None),
        ("json", None),
    ],
)
def test_types_with_values_of_one_size(kind: str, size: int | None) -> None:
    """As both servers keep them."""
    assert fixed_bytes(column("a", kind)) == size


@pytest.mark.parametrize(
    ("kind", "size"),
    [("varchar(60)", 1), ("varchar(64)", 2), ("varbinary(255)", 1), ("text", 2), ("longblob", 4), ("json", 4)],
)
def test_what_tells_a_length(kind: str, size: int) -> None:
    """By the longest value in bytes, not by the one that is there."""
    assert prefix_bytes(column("a", kind)) == size


def test_a_row() -> None:
    """Values that are NULL take nothing, new columns have their default, and an index has the primary key's columns too."""
    shadow = table(
        "orders",
        [
            column("id", "int"),
            column("name", "varchar(40)", nullable=True),
            column("amount", "bigint", nullable=True),
            column("state", "varchar(10)", default="new"),
        ],
        [index("PRIMARY", "id"), index("by_name", "name", nullable=True), index("by_amount", "amount")],
    )
    sample = Sample(100, 1000.0, {"id": 1.0, "title": 0.5, "amount": 0.25}, {"id": 0.0, "title": 8.0, "amount": 0.0})
    sources = {"id": "id", "name": "title", "amount": "amount"}
    found = row_bytes(shadow, sources, sample, ("PRIMARY", "by_name", "by_amount"), ("by_name",))
    assert found.logged == pytest.approx((1 + 4 + (8 + 0.5) + 2 + (3 + 1)) * 1.006)
    assert found.stored == pytest.approx((18 + 1 + 4 + 8.5 + 2 + 4) / 0.805, rel=0.002)
    assert found.indexed == pytest.approx((5.5 + 8 + 4 + 1 + 1) / 0.805 + (5.5 + 2 + 4) / 0.63)
    assert row_bytes(shadow, sources, sample, (), ()).indexed == 0


def test_large_rows_leave_room_at_the_end_of_a_page() -> None:
    """Half a row in the mean."""
    sample = Sample(100, 1000.0, {"id": 1.0, "text": 1.0}, {"id": 0.0, "text": 4_000.0})
    shadow = table("notes", [column("id", "int"), column("text", "text")], [index("PRIMARY", "id")])
    found = row_bytes(shadow, {"id": "id", "text": "text"}, sample, (), ())
    assert found.stored > 1.1 * 4_000 / 0.805
