"""Whose foreign keys lead to a table: MariaDB's way around opening every table gives what its own view gives."""

from __future__ import annotations

import pytest

from onlinealter.mysql.related import tables
from onlinealter.mysql.related.tables import children_of, keys_to
from tests.servers import Schema

_TO = "FOREIGN KEY"


def test_keys_that_lead_to_a_table_are_found(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """With names beyond ASCII, several keys of a child, a child that the table refers to by itself, and another schema's."""
    parent, child, other = "Kündé $x", "chi-ld$ß #1", f"{schema.name}_other"
    with schema.connect() as connection:
        connection.run_all(
            [
                f"CREATE TABLE `{parent}` (id INT PRIMARY KEY, up INT,"
                f" CONSTRAINT own {_TO} (up) REFERENCES `{parent}` (id))",
                f"CREATE TABLE `{child}` (id INT PRIMARY KEY, a INT, b INT,"
                f" CONSTRAINT `k ö` {_TO} (a) REFERENCES `{parent}` (id),"
                f" CONSTRAINT k2 {_TO} (b) REFERENCES `{parent}` (id))",
                f"CREATE TABLE aside (id INT PRIMARY KEY, {_TO} (id) REFERENCES `{child}` (id))",
                f"CREATE DATABASE `{other}`",
                f"CREATE TABLE `{other}`.far (id INT PRIMARY KEY, CONSTRAINT far {_TO} (id)"
                f" REFERENCES `{schema.name}`.`{parent}` (id))",
            ]
        )
        try:
            near = {(schema.name, parent, "own"), (schema.name, child, "k ö"), (schema.name, child, "k2")}
            assert set(keys_to(connection, schema.name, parent)) == near | {(other, "far", "far")}
            assert keys_to(connection, schema.name, "aside") == ()
            if connection.mariadb:
                assert children_of(connection, schema.name, (parent,)) == (child,)
                # While a child is being altered the view is asked.
                monkeypatch.setattr(tables, "_children", lambda *_: None)
                assert set(keys_to(connection, schema.name, parent)) == near | {(other, "far", "far")}
                assert children_of(connection, schema.name, (parent,)) == (child,)
        finally:
            connection.execute(f"DROP DATABASE `{other}`")
