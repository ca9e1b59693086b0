"""Which shards' plans are alike."""

from __future__ import annotations

from onlinealter.cli.fleet_plan import _likeness
from onlinealter.model.states import Phase
from onlinealter.sql.statement import Statement


def _planned(schema: str, run: str, more: str = "") -> tuple[tuple[Phase, tuple[Statement, ...]], ...]:
    sql = (
        f"CREATE TRIGGER `{schema}`.`_oa_{run}_insert` AFTER INSERT ON `{schema}`.`t` FOR EACH ROW"
        f" INSERT INTO `{schema}`.`_oa_conflict` (run) SELECT '{run}' FROM tables WHERE table_schema = '{schema}'{more}"
    )
    return ((Phase.PREPARE, (Statement("make a trigger", sql),)),)


def test_names_of_schema_and_run_make_no_difference() -> None:
    """As names or as texts; anything else does."""
    one = _likeness(_planned("shop1", "abcd2345"), "shop1")
    assert one == _likeness(_planned("shop2", "efgh6789"), "shop2")
    assert one != _likeness(_planned("shop2", "efgh6789", " AND x"), "shop2")
