"""The names that docs/binlog-readers.md gives as a regular expression are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from onlinealter.rehearsal.statements import MARK_TABLE, REHEARSAL_TABLE
from onlinealter.tables.names import ANSWER_TABLE, JOURNAL_TABLES, Names, run_id

_PAGE = (Path(__file__).parents[3] / "docs/binlog-readers.md").read_text(encoding="utf-8")
_SHOWN = re.search(r"```text\n(\S+)\n```", _PAGE)
assert _SHOWN
OURS = re.compile(_SHOWN[1])
"""As the page shows it."""


@pytest.mark.parametrize("original", ["customer", "_old", "~", "zoë", "x" * 64, "_oa_run", "a b"])
def test_every_helper_table_is_ours_by_the_page(original: str) -> None:
    """Whatever the original is called."""
    for plan in range(50):
        names = Names(run_id("shop", original, plan), original)
        assert OURS.fullmatch(names.shadow)
        assert OURS.fullmatch(names.retired)


def test_the_journals_tables_are_ours_by_the_page() -> None:
    """Those of a fleet and of a rehearsal, too."""
    for name in (*JOURNAL_TABLES, ANSWER_TABLE, MARK_TABLE, REHEARSAL_TABLE):
        assert OURS.fullmatch(name)


@pytest.mark.parametrize("name", ["customer", "customer_new", "_customer_old", "koa_runs", "oa_run"])
def test_an_applications_table_is_not(name: str) -> None:
    """As they are usually called."""
    assert not OURS.fullmatch(name)


@pytest.mark.parametrize("reader", ["table.exclude.list=", "filter=exclude: "])
def test_a_filter_of_the_page_holds_the_expression(reader: str) -> None:
    """A filter that was changed alone would leave tables in."""
    (line,) = (line for line in _PAGE.splitlines() if line.startswith(reader))
    assert OURS.pattern in line


def test_the_rules_of_the_page_find_the_original_as_far_as_it_is_said() -> None:
    """One group, which holds the original's name."""
    (block,) = re.findall(r"```yaml\n(.+?)```", _PAGE, re.DOTALL)
    rules = yaml.safe_load(block)
    (shadow,), (retired, journal) = rules["shadow-table-rules"], rules["trash-table-rules"]
    names = Names(run_id("shop"), "x" * 39)
    assert re.findall(shadow, names.shadow) == ["x" * 39]
    assert re.findall(retired, names.retired) == ["x" * 39]
    assert re.findall(shadow, Names(run_id("shop"), "x" * 40).shadow) != ["x" * 40]
    assert all(re.findall(journal, name) == [""] for name in (*JOURNAL_TABLES, ANSWER_TABLE, MARK_TABLE, REHEARSAL_TABLE))
