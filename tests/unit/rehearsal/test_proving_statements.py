"""How faults are planted."""

from __future__ import annotations

import pytest

from onlinealter.rehearsal.proving import statements
from tests.unit.table_pair import KEY, SHADOW, joined
from tests.unit.table_samples import column

_ROW = ("17",)


def test_a_changed_value_changes_nothing_else() -> None:
    """Not even the column that dates itself."""
    [_, label, seen] = SHADOW.columns
    assert statements.change(SHADOW, KEY, _ROW, label, "'x'") == joined(
        "UPDATE `shop`.`customer` AS copied SET copied.`label` = 'x', copied.`seen` = copied.`seen` WHERE copied.`id` = 17"
    )
    assert statements.change(SHADOW, KEY, _ROW, seen, "NOW()") == joined(
        "UPDATE `shop`.`customer` AS copied SET copied.`seen` = NOW() WHERE copied.`id` = 17"
    )


def test_rows_are_removed_and_added() -> None:
    assert statements.remove(SHADOW, KEY, _ROW) == "DELETE copied FROM `shop`.`customer` AS copied WHERE copied.`id` = 17"
    assert statements.add(SHADOW, KEY, _ROW, {"id": "0"}) == joined(
        "INSERT INTO `shop`.`customer` (`id`, `label`, `seen`)",
        "SELECT 0, copied.`label`, copied.`seen` FROM `shop`.`customer` AS copied WHERE copied.`id` = 17",
    )


def test_a_row_is_known_by_all_its_values() -> None:
    """By none of the verification's own words."""
    assert statements.fingerprint(SHADOW, KEY, _ROW) == joined(
        "SELECT SHA2(CONCAT_WS(',', COALESCE(HEX(CAST(copied.`id` AS BINARY)), 'NULL'),",
        "COALESCE(HEX(CAST(copied.`label` AS BINARY)), 'NULL'), COALESCE(HEX(CAST(copied.`seen` AS BINARY)), 'NULL')), 256)",
        "FROM `shop`.`customer` AS copied WHERE copied.`id` = 17",
    )


@pytest.mark.parametrize(
    ("kind", "nearest"),
    [
        ("int", "COALESCE(copied.`c`, 0) + 1"),
        ("bit(1)", "COALESCE(copied.`c`, 0) ^ 1"),
        ("datetime(3)", "copied.`c` + INTERVAL 1 DAY"),
        ("time", "ADDTIME(copied.`c`, '00:00:01')"),
        ("enum('a','b')", "IF(copied.`c` + 0 = 1, 2, 1)"),
        ("enum('a')", "other"),
        ("json", "JSON_ARRAY(copied.`c`)"),
        ("point", "other"),
    ],
)
def test_the_smallest_change_comes_first(kind: str, nearest: str) -> None:
    """Where there is none of its kind, another row's value."""
    assert statements.other_values(column("c", kind), "other")[0] == nearest
    assert statements.other_values(column("c", kind, nullable=True), "other")[-1] == "NULL"
