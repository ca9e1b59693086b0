"""Whole statements, as they are typed or pasted."""

from __future__ import annotations

import pytest

from onlinealter.model.errors import UsageFault
from onlinealter.planning.table_reference import TableReference
from onlinealter.planning.typed_alters import typed_alter
from onlinealter.tables.typed_alter import TypedAlter, read_typed


@pytest.mark.parametrize(
    ("text", "clauses", "table", "schema"),
    [
        ("ADD COLUMN z INT", "ADD COLUMN z INT", "", ""),
        ("ALTER TABLE orders ADD COLUMN z INT;", "ADD COLUMN z INT", "orders", ""),
        ("alter  table\n shop.`or``ders`\n  FORCE ; -- by hand", "FORCE", "or`ders", "shop"),
        ("/* why */ ALTER TABLE `shop`.orders /* what */ FORCE", "FORCE", "orders", "shop"),
        ("ADD z INT -- why\n, # and\n ADD y INT -- what", "ADD z INT \n, \n ADD y INT", "", ""),
        ("ALTER ONLINE TABLE IF EXISTS orders DROP COLUMN IF EXISTS z", "DROP COLUMN IF EXISTS z", "orders", ""),
        ("ADD z INT COMMENT 'a; b', DROP y;", "ADD z INT COMMENT 'a; b', DROP y", "", ""),
        ("ALTER COLUMN z SET DEFAULT 1;", "ALTER COLUMN z SET DEFAULT 1", "", ""),
        ("ADD z INT, ALGORITHM=DEFAULT, LOCK = NONE", "ADD z INT", "", ""),
        ("ALTER TABLE t LOCK NONE, ADD z INT", "ADD z INT", "t", ""),
        ("ADD `table` INT", "ADD `table` INT", "", ""),
    ],
)
def test_what_stands_around_the_clauses_is_taken_off(text: str, clauses: str, table: str, schema: str) -> None:
    """What people paste from a migration means what its clauses mean."""
    assert read_typed(text) == TypedAlter(clauses, table, schema)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ADD z INT, ALGORITHM=INPLACE", "'ALGORITHM=INPLACE': how the change is made is the setting strategy"),
        ("ADD z INT, ALGORITHM = COPY", "'ALGORITHM=COPY': the application couldn't write meanwhile"),
        ("ADD z INT, LOCK=EXCLUSIVE", "'LOCK=EXCLUSIVE': the application could neither read nor write"),
        ("ALTER IGNORE TABLE t ADD UNIQUE (z)", "'IGNORE': rows that meet another one"),
        ("ALTER TABLE t NOWAIT ADD z INT", "'NOWAIT': how long a run waits for a lock is the setting lock_wait"),
        ("ALTER TABLE t", "no clauses"),
        ("ALTER TABLE t;", "no clauses"),
        ("ALTER TABLE shop.", "no clauses"),
    ],
)
def test_what_asks_for_something_else_is_refused_with_what_it_would_mean(text: str, meant: str) -> None:
    """Nothing is passed over in silence."""
    with pytest.raises(UsageFault) as refused:
        read_typed(text)
    assert meant in refused.value.message


@pytest.mark.parametrize("text", ["ALTER TABLE customers FORCE", "ALTER TABLE store.orders FORCE"])
def test_an_alter_of_another_table_is_refused(text: str) -> None:
    """Pasted from elsewhere, it would change the wrong one."""
    with pytest.raises(UsageFault, match="but the table to alter is orders"):
        typed_alter(text, TableReference("orders", "shop"))


def test_the_name_is_compared_as_servers_may_write_it() -> None:
    """In whatever case; without a schema where none is known."""
    assert typed_alter("ALTER TABLE Store.ORDERS FORCE", TableReference("orders")) == "FORCE"
