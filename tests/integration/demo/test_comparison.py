"""The demo's comparison sees every kind of harm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onlinealter.demo import statements
from onlinealter.demo.comparison import compare
from onlinealter.demo.statements import SCHEMA, TABLE, TWIN
from onlinealter.mysql.connection import Connection
from tests.servers import ServerPair

_ROWS = 200


@pytest.fixture
def shop(servers: ServerPair) -> Iterator[Connection]:
    """The demo's tables, both altered by the server."""
    with servers.sandbox.primary.connect() as connection:
        connection.execute(statements.create_schema())
        for table in (TABLE, TWIN):
            connection.run_all([statements.create_table(table), statements.fill(table, 1, _ROWS), statements.alter(table)])
        connection.execute(f"USE {SCHEMA}")
        yield connection
        connection.execute(f"DROP DATABASE {SCHEMA}")


def test_like_tables_are_alike(shop: Connection) -> None:
    """The same rows, the same definition; the journal is nothing left over."""
    shop.execute("CREATE TABLE _oa_run (id INT)")
    found = compare(shop)
    assert (found.rows, found.differences, found.alike, found.leftovers) == (_ROWS, 0, True, ())


@pytest.mark.parametrize(
    "harm",
    [
        f"UPDATE {TABLE} SET city = 'oslo' WHERE id = 5",
        f"UPDATE {TABLE} SET name = CONCAT(name, ' ') WHERE id = 5",
        f"UPDATE {TABLE} SET loyalty_points = 1 WHERE id = 5",
        f"DELETE FROM {TABLE} WHERE id = 5",
        f"DELETE FROM {TWIN} WHERE id = 5",
    ],
)
def test_one_wrong_row_is_one_difference(shop: Connection, harm: str) -> None:
    """A letter's case, a blank at the end, a default, a row too few or too many."""
    shop.execute(harm)
    assert (compare(shop).differences, compare(shop).alike) == (1, False)


def test_another_definition_is_not_alike(shop: Connection) -> None:
    """Even where all rows are the same."""
    shop.execute(f"ALTER TABLE {TABLE} ALTER COLUMN balance SET DEFAULT 1")
    found = compare(shop)
    assert (found.differences, found.same_definition, found.alike) == (0, False, False)


def test_leftovers_are_named(shop: Connection) -> None:
    """Tables and triggers of ours."""
    shop.execute(f"CREATE TABLE {TABLE}_oa_abcdefgh_old (id INT)")
    shop.execute(f"CREATE TRIGGER _oa_abcdefgh_delete AFTER DELETE ON {TABLE} FOR EACH ROW SET @gone = 1")
    assert compare(shop).leftovers == (f"{TABLE}_oa_abcdefgh_old", "_oa_abcdefgh_delete")
