"""Foreign keys during a run: what the application and the operator may do, and what is taken back."""

from __future__ import annotations

from typing import Any

import pytest

from onlinealter.model.errors import Blocked, Changed
from onlinealter.model.plan import Plan, Rollback
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, age_the_copy, run, settings, shadow_of
from tests.servers import Schema


def make_family(schema: Schema) -> None:
    """Owners, customers of them, and orders of these."""
    with schema.connect() as connection:
        connection.run_all(
            (
                "CREATE TABLE owners (id INT NOT NULL PRIMARY KEY)",
                "CREATE TABLE customers (id INT NOT NULL PRIMARY KEY, owner INT,"
                " CONSTRAINT of_owner FOREIGN KEY (owner) REFERENCES owners (id))",
                "CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, customer INT,"
                " CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES customers (id))",
                "INSERT INTO owners VALUES (1), (2), (3)",
                "INSERT INTO customers VALUES (1, 1), (2, 2), (3, 2)",
                "INSERT INTO orders VALUES (1, 1)",
            )
        )


def plan(**changes: Any) -> Plan:
    """One more column."""
    return Plan("customers", ("ADD COLUMN points INT",), settings=settings(**changes))


def keys_of(connection: Connection, schema: Schema, table: str) -> set[tuple[str, str]]:
    """Name and parent of a table's foreign keys."""
    rows = connection.rows(
        "SELECT constraint_name, referenced_table_name FROM information_schema.key_column_usage"
        " WHERE table_schema = %s AND table_name = %s AND referenced_table_name IS NOT NULL",
        (schema.name, table),
    )
    return {(str(name), str(parent)) for name, parent in rows}


def test_rows_that_nobody_keeps_in_step_are_not_in_the_way_of_their_parents(schema: Schema) -> None:
    """Without a way back the old table's rows stay as they are, but its foreign keys are gone."""
    make_family(schema)
    run(schema.target("customers", plan(rollback=Rollback.NONE)), TO_CUTOVER)
    with schema.connect() as connection:
        connection.run_all(("DELETE FROM customers WHERE id = 3", "UPDATE customers SET owner = 1 WHERE id = 2"))
        connection.execute("DELETE FROM owners WHERE id = 2")
        assert keys_of(connection, schema, "customers") == {("of_owner", "owners")}
        assert keys_of(connection, schema, "orders") == {("of_customer", "customers")}


def test_a_swap_that_does_not_come_about_leaves_children_as_they_were(schema: Schema) -> None:
    """A reader holds the table for longer than the run has lock_timeout; then the same command goes through."""
    make_family(schema)
    target = schema.target("customers", plan(lock_timeout=1))
    run(target, TO_VERIFY)
    with schema.connect() as reader, schema.connect() as connection:
        age_the_copy(connection)
        reader.run_all(("BEGIN", "SELECT id FROM customers"))
        with pytest.raises(Blocked, match="could not"):
            run(target, [Phase.CUTOVER])
        assert keys_of(connection, schema, "orders") == {("of_customer", "customers")}
        reader.execute("COMMIT")
        assert run(target, [Phase.CUTOVER]).state == "swapped"
        assert keys_of(connection, schema, "orders") == {("of_customer", "customers")}


def test_a_foreign_key_taken_from_the_shadow_is_noticed(schema: Schema) -> None:
    """It would be missing when cascades come."""
    make_family(schema)
    target = schema.target("customers", plan())
    run(target, TO_VERIFY)
    with schema.connect() as connection:
        shadow = shadow_of(connection, schema)
        ((name, _),) = keys_of(connection, schema, shadow)
        connection.execute(f"ALTER TABLE {shadow} DROP FOREIGN KEY {name}")
        with pytest.raises(Changed, match="altered the shadow"):
            run(target, [Phase.CUTOVER])
        run(target, [Phase.ABORT])
        assert keys_of(connection, schema, "customers") == {("of_owner", "owners")}


def test_the_table_stays_whole_while_a_child_is_written_to(schema: Schema) -> None:
    """While a transaction has written to a child, the names are not exchanged, and the table stays whole."""
    make_family(schema)
    target = schema.target("customers", plan(lock_timeout=1))
    run(target, TO_VERIFY)
    with schema.connect() as writer, schema.connect() as connection:
        age_the_copy(connection)
        writer.run_all(("BEGIN", "INSERT INTO orders VALUES (2, NULL)"))
        with pytest.raises(Blocked, match="could not"):
            run(target, [Phase.CUTOVER])
        assert connection.value("SELECT COUNT(*) FROM customers") == 3
        writer.execute("COMMIT")
        assert run(target, [Phase.CUTOVER]).state == "swapped"
