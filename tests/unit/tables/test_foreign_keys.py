"""What stands in a foreign key's clause."""

from __future__ import annotations

import pytest

from onlinealter.model.errors import Changed
from onlinealter.tables.foreign_keys import ForeignKey, are_rules


@pytest.mark.parametrize(
    "rules", ["", " ON DELETE CASCADE", " ON DELETE SET NULL ON UPDATE NO ACTION", " MATCH FULL ON UPDATE RESTRICT"]
)
def test_rules(rules: str) -> None:
    """As servers write them, and plans may."""
    key = ForeignKey("k", ("a",), "", "parent", ("id",), rules)
    assert key.definition("k", "shop", "child").endswith(f"(`id`){rules}")


@pytest.mark.parametrize(
    "rules", [" ON DELETE CASCADE, DROP COLUMN a", "; DROP TABLE t", " /* x */", " ON DELETE CASCADE ", " ON DELETE IGNORE"]
)
def test_only_rules_stand_behind_a_keys_columns(rules: str) -> None:
    """A definition may come from the journal, where others may write."""
    assert not are_rules(rules)
    with pytest.raises(Changed, match="other words than rules"):
        ForeignKey("k", ("a",), "", "parent", ("id",), rules).definition("k", "shop", "child")
