"""Names of a run's objects."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onlinealter.tables.names import LONGEST_NAME, Names, run_id


def test_a_runs_objects_are_called_after_it() -> None:
    """With its id, what they are, and the table's name."""
    names = Names("abcd2345", "customer")
    assert names.shadow == "customer_oa_abcd2345_new"
    assert names.retired == "customer_oa_abcd2345_old"
    assert names.trigger("insert", back=False) == "_oa_abcd2345_insert"
    assert names.trigger("delete", back=True) == "_oa_abcd2345_back_delete"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=64))
def test_no_name_is_longer_than_the_server_allows(table: str) -> None:
    """64 characters; and none ends with a blank, which the server refuses."""
    names = Names(run_id("shop", table, 1), table)
    made = [names.shadow, names.retired]
    made += [names.trigger(event, back=back) for event in ("insert", "update", "delete") for back in (False, True)]
    assert all(len(name) <= LONGEST_NAME and name == name.rstrip() for name in made)
    assert len(set(made)) == len(made)


@given(st.text("aZ_09~", min_size=1, max_size=64))
def test_shadow_and_retired_sort_behind_the_original(table: str) -> None:
    """RENAME takes its locks in that order."""
    names = Names("abcd2345", table)
    assert table < names.shadow
    assert table < names.retired


def test_long_names_that_begin_alike_stay_apart() -> None:
    """By the run's id, which is made from the whole name."""
    first, second = "a" * 63 + "b", "a" * 63 + "c"
    assert Names(run_id("s", first), first).shadow != Names(run_id("s", second), second).shadow


def test_the_same_plan_on_the_same_table_gets_the_same_id() -> None:
    """'plan' shows the very names that the next run will use; the run after it has others."""
    assert run_id("shop", "customer", "digest", 0) == run_id("shop", "customer", "digest", 0)
    assert run_id("shop", "customer", "digest", 0) != run_id("shop", "customer", "digest", 1)
    assert run_id("a", "bc") != run_id("ab", "c")
