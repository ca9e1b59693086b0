"""The variants' statements, and their page."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tests.benchmarks.records import RESULTS, as_json, read_json
from tests.benchmarks.variants import statements
from tests.benchmarks.variants.cells import Tried, cells
from tests.benchmarks.variants.command import PAGE
from tests.benchmarks.variants.page import decision_page
from tests.benchmarks.variants.statements import Copy, Triggers
from tests.benchmarks.variants.writers import Chooser, Front

MACHINE: dict[str, str | int | float] = {
    "cores": 2, "processor": "", "memory_gib": 8.0, "system": "Linux", "architecture": "x86_64", "python": "3.11.2",
    "day": "2026-11-21", "load_at_start": 0.1,
}  # fmt: skip
FORMS = [form for form in Triggers if form is not Triggers.NONE]


def tried(**others: Any) -> Tried:
    """A cell of 5,000 transactions in ten seconds."""
    given: dict[str, Any] = {"errors": {}, "retries": 0, "copies": 1, "differences": 0, "p99": 0.1, "longest": 1.0}
    return Tried("MySQL 9.7.4", "REPLACE", "FOR SHARE", "REPEATABLE READ", 10.0, 5000, **(given | others))


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_key_that_changes_leaves_its_old_row(form: Triggers) -> None:
    """In every form the update trigger deletes the old key and writes the new one."""
    update = statements.triggers(form, mariadb=False)[1]
    changed = update.partition("ELSE")[0]
    assert "DELETE FROM account_shadow WHERE id = OLD.id" in changed
    assert "NEW.id" in changed


def test_only_one_form_writes_a_row_before_it_deletes_it() -> None:
    """The others delete what may not be there."""
    deletes = {form: statements.triggers(form, mariadb=False)[0] for form in FORMS}
    assert [form for form, text in deletes.items() if "INSERT INTO" in text] == [Triggers.WRITE_THEN_DELETE]


def test_mariadb_is_spoken_to_in_its_dialect() -> None:
    """Lock clauses and the setting of one statement."""
    assert statements.copy(Copy.NOWAIT, 0, 9, mariadb=True).endswith("LOCK IN SHARE MODE NOWAIT")
    assert statements.copy(Copy.NOWAIT, 0, 9, mariadb=False).endswith("FOR SHARE OF account NOWAIT")
    assert all("SET STATEMENT" in text for text in statements.triggers(Triggers.ODKU, mariadb=True))


def test_the_touch_copy_is_tried_on_mariadb_only() -> None:
    """Each isolation once without an alteration."""
    assert len(cells(False, ["REPEATABLE READ"])) == 1 + 4 * 2
    assert len(cells(True, ["REPEATABLE READ"])) == 1 + 4 * 3


def test_a_transactions_keys_ascend() -> None:
    """Statements are bracketed, and 1 to 5 of them."""
    orders: Any = SimpleNamespace(seed=1, number=3, writers=8, rows=10_000)
    chooser = Chooser(orders, Front([2000, 3000], []))
    for _ in range(100):
        begin, *inside, end = chooser.transaction()
        assert begin == "BEGIN"
        assert end in ("COMMIT", "ROLLBACK")
        assert 1 <= len(inside) <= 5


def test_locks_are_counted_per_ten_thousand_transactions() -> None:
    """Deadlocks and lock wait timeouts, of all copies together too; other errors stand by number only."""
    quiet = replace(tried(), triggers="none", copy="none")
    found = [quiet, tried(errors={"1213": 3, "1205": 1, "1062": 9}), replace(tried(), copy="touch")]
    page = decision_page({"cells": as_json(found), "machine": MACHINE, "rows": 1000, "seconds": 10.0})
    assert "| REPEATABLE READ | FOR SHARE |  | 8.0 (4 of 5,000) |" in page
    assert "| REPEATABLE READ | all together | 0.0 (0 of 5,000) | 4.0 (4 of 10,000) |" in page
    assert "| 1062: 9, 1205: 1, 1213: 3 |" in page
    assert "{{" not in page


def test_the_decisions_page_is_the_one_made_from_its_results() -> None:
    """Nobody has changed a number by hand."""
    assert PAGE.read_text(encoding="utf-8") == decision_page(read_json(RESULTS / "variants.json"))
