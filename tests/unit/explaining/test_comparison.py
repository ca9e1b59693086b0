"""What counts as a worse plan."""

from __future__ import annotations

import pytest

from onlinealter.explaining.comparison import Fitting, rows_in_all, without_index, worse
from onlinealter.explaining.explainer import fitting_of_rows, plan_of_rows
from onlinealter.model.query_plans import PlanStep, QueryPlan


def _plan(*steps: PlanStep) -> QueryPlan:
    return QueryPlan(steps, rows_in_all(steps))


def _step(access: str, index: str, rows: int = 5, table: str = "t", select: int = 1, filtered: float = 100.0) -> PlanStep:
    return PlanStep(select, table, access, index, rows, filtered)


@pytest.mark.parametrize(
    ("before", "after"),
    [(("ref", "a"), ("ALL", "")), (("range", "a"), ("index", "PRIMARY")), (("const", "PRIMARY"), ("ALL", "")),
     (("eq_ref", "PRIMARY"), ("index", "b")), (("index", "a"), ("ALL", ""))],
)  # fmt: skip
def test_an_index_that_is_lost_is_worse(before: tuple[str, str], after: tuple[str, str]) -> None:
    """Also where the rows are the same."""
    [said] = worse(_plan(_step(*before)), _plan(_step(*after)))
    assert said == f"t was read by {before[0]} ({before[1]}), now by {after[0]} ({after[1] or 'no index'})"


@pytest.mark.parametrize(
    ("before", "after"),
    [(("ref", "a"), ("ref", "b")), (("ALL", ""), ("ALL", "")), (("ref", "a"), ("system", "")), (("ALL", ""), ("ref", "a")),
     (("index", "a"), ("index", "b"))],
)  # fmt: skip
def test_another_way_is_not_worse(before: tuple[str, str], after: tuple[str, str]) -> None:
    """Nor a table of one row without an index."""
    assert worse(_plan(_step(*before)), _plan(_step(*after))) == ()


@pytest.mark.parametrize(("before", "after", "is_worse"), [(9, 89, False), (9, 90, True), (0, 9, False), (0, 10, True)])
def test_ten_times_the_rows_are_worse(before: int, after: int, *, is_worse: bool) -> None:
    """By the same index."""
    assert bool(worse(_plan(_step("ref", "a", before)), _plan(_step("ref", "a", after)))) == is_worse


def test_rows_are_counted_over_joins() -> None:
    """The second table is read for each row that is left of the first; another SELECT begins anew."""
    steps = (_step("ALL", "", 1000, "a", 1, 10.0), _step("ref", "x", 3, "b"), _step("ALL", "", 50, "c", 2))
    assert rows_in_all(steps) == 1000 + 100 * 3 + 50


def test_tables_are_found_again_in_another_order() -> None:
    """By their names; one that is gone from the plan, as it was read beforehand, is nothing to compare."""
    before = _plan(_step("ref", "a", table="x"), _step("ref", "b", table="y"), _step("const", "PRIMARY", 1, "z"))
    assert worse(before, _plan(_step("ref", "b", table="y"), _step("ref", "a", table="x"))) == ()
    [said] = worse(before, _plan(_step("ALL", "", table="y"), _step("ref", "a", table="x")))
    assert said.startswith("y was read by ref (b)")


def test_a_query_that_fails_is_worse() -> None:
    """Whatever else."""
    assert worse(_plan(_step("ref", "a")), QueryPlan((), 0, "error 1054")) == (
        "it fails with the new definition: error 1054",
    )


def test_a_table_that_no_index_fits_any_more_is_worse() -> None:
    """Where it was read by one; what was read whole anyway has lost nothing."""
    before = _plan(_step("ref", "a", table="x"), _step("ALL", "", table="y"), _step("const", "PRIMARY", 1, "z"))
    after = (Fitting(1, "z", fits=True), Fitting(1, "y", fits=False), Fitting(1, "x", fits=False))
    assert without_index(before, after) == ("x is read by ref (a), for which the new definition has no index",)
    assert without_index(before, ()) == ()  # no row is looked for where the server knows that there is none


def test_both_servers_lines_are_read() -> None:
    """MySQL's numbers, MariaDB's texts and its filters, a UNION's line without a number, and one without a table."""
    line = {"id": 1, "table": "t", "type": "ref", "possible_keys": "a,b", "key": "a", "rows": 9, "filtered": 50.0}
    filtered = line | {"type": "ref|filter", "key": "a|b", "rows": "9 (10%)", "filtered": 10}
    union = line | {"id": None, "table": "<union1,2>", "type": "ALL", "key": None, "rows": None, "filtered": None}
    found = plan_of_rows([line, filtered, union, line | {"table": None}])
    assert found.steps == (
        PlanStep(1, "t", "ref", "a", 9, 50.0),
        PlanStep(1, "t", "ref", "a", 9, 10.0),
        PlanStep(0, "<union1,2>", "ALL", "", 0, 100.0),
    )
    walked = line | {"possible_keys": None, "type": "index", "key": "PRIMARY"}
    assert fitting_of_rows([line, walked]) == (Fitting(1, "t", fits=True), Fitting(1, "t", fits=False))
