"""What is looked for in the old rows."""

from __future__ import annotations

import pytest

from onlinealter.checks.data_check import has_to_be_tried, new_unique_keys, suspects
from onlinealter.sql import quoting
from onlinealter.tables.facts import Column, Index
from tests.unit.table_samples import column, index, mapped, table

ID = column("id", "int")
WORD = column("word", "varchar(20)", collation="utf8mb4_bin")
PRIMARY = index("PRIMARY", "id")


def found(columns: list[Column], indexes: list[Index], alter: str, old: list[Index] | None = None) -> list[str]:
    """The new unique keys of a table that was (id, word)."""
    original = table("t", [ID, WORD], old or [PRIMARY])
    shadow = table("t", columns, indexes)
    return [key.name for key in new_unique_keys(shadow, original, mapped(original, shadow, alter)[0])]


UNIQUE = index("word", "word", unique=True)


@pytest.mark.parametrize(
    ("word", "old", "keys"),
    [
        (WORD, [PRIMARY], ["word"]),
        (WORD, [PRIMARY, UNIQUE], []),
        (column("word", "varchar(40)", collation="utf8mb4_bin"), [PRIMARY, UNIQUE], []),
        (column("word", "varchar(10)", collation="utf8mb4_bin"), [PRIMARY, UNIQUE], ["word"]),
        (column("word", "varchar(20)", collation="utf8mb4_general_ci"), [PRIMARY, UNIQUE], ["word"]),
    ],
)
def test_a_unique_key_is_looked_at_where_old_rows_may_meet_in_it(word: Column, old: list[Index], keys: list[str]) -> None:
    """New, of another collation, or of a shorter column; not one that the original has kept apart."""
    assert found([ID, word], [PRIMARY, UNIQUE], "MODIFY word VARCHAR(20)", old) == keys


def test_a_unique_key_over_more_columns_than_one_known_is_not_looked_at() -> None:
    """What tells rows apart by itself does so with others."""
    assert found([ID, WORD], [PRIMARY, index("both", "word", "id", unique=True)], "FORCE") == []


def test_a_new_check_is_put_over_the_old_row() -> None:
    """Through a renamed column; one that was there before is not looked at again."""
    kept = "CREATE TABLE `t` (\n  CONSTRAINT `a` CHECK ((`id` > 0))"
    original = table("t", [ID, WORD], [PRIMARY], f"{kept}\n)")
    renamed = column("name", "varchar(20)", collation="utf8mb4_bin")
    shadow = table("t", [ID, renamed], [PRIMARY], f"{kept},\n  CONSTRAINT `b` CHECK ((`name` <> _utf8mb4'x'))\n)")
    forward = mapped(original, shadow, "CHANGE word name VARCHAR(20)")[0]
    (suspect,) = suspects(original, shadow, forward, ())
    assert suspect.condition.over(quoting.name) == "NOT (((`word`) <> _utf8mb4'x'))"
    assert has_to_be_tried(original, shadow, forward)


def test_an_allowed_loss_is_not_counted() -> None:
    """It is no finding any more."""
    original = table("t", [ID, WORD], [PRIMARY])
    shadow = table("t", [ID, column("word", "varchar(5)", collation="utf8mb4_bin")], [PRIMARY])
    forward = mapped(original, shadow, "MODIFY word VARCHAR(5)")[0]
    assert [each.allowance for each in suspects(original, shadow, forward, ())] == ["truncate:word"]
    assert suspects(original, shadow, forward, ("truncate:word",)) == ()
