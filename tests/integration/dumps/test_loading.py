"""A dump is loaded whole, by an account that reaches nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.dumps import statements
from onlinealter.dumps.faults import DumpFault
from onlinealter.dumps.loading import Loaded, load
from onlinealter.dumps.opening import open_dump
from onlinealter.model.ports import NullReporter
from onlinealter.mysql.connection import Tls
from tests.integration.dumps.samples import dump_of, folder_of, see_that_it_is_all_there
from tests.servers import Schema, account_of


@pytest.fixture
def place(schema: Schema) -> Iterator[Schema]:
    """A schema to load into; the account is taken away again, as the load makes it: out of the replica's sight."""
    yield schema
    with schema.connect() as connection:
        connection.execute("SET SESSION sql_log_bin = 0")
        connection.execute(f"DROP USER IF EXISTS '{statements.LOADER}'@'localhost'")


def _load(file: Path, place: Schema) -> Loaded:
    root = replace(account_of(place.primary), tls=Tls())  # MySQL lets a new account in with it only
    return load(open_dump(file), place.name, root, NullReporter(), lambda: None)


def test_what_a_real_program_has_dumped_is_there(place: Schema) -> None:
    """Every value, view, routine and trigger, by definers that are there; no event. Durability is as before."""
    with place.connect() as connection:
        before = connection.rows(statements.durability())
        assert _load(dump_of(place.kind), place).refused == ()
        see_that_it_is_all_there(connection, place.name)
        definers = (
            "SELECT definer FROM information_schema.triggers WHERE trigger_schema = DATABASE() UNION ALL SELECT definer FROM"
            " information_schema.views WHERE table_schema = DATABASE() UNION ALL SELECT definer FROM"
            " information_schema.routines WHERE routine_schema = DATABASE()"
        )
        assert connection.rows(definers) == [(f"{statements.LOADER}@localhost",)] * 5
        assert connection.rows("SHOW EVENTS") == []
        assert connection.rows(statements.durability()) == before


def test_what_mydumper_has_dumped_is_there(place: Schema, tmp_path: Path) -> None:
    """From a folder, whose files name their schema; here another one, which the test may use."""
    for file in folder_of(place.kind).iterdir():
        text = (
            file.read_text()
            .replace("`small`", f"`{place.name}`")
            .replace("CREATE DATABASE", "CREATE DATABASE IF NOT EXISTS")
        )
        (tmp_path / file.name.replace("small", place.name, 1)).write_text(text)
    with place.connect() as connection:
        assert _load(tmp_path, place).refused == ()
        see_that_it_is_all_there(connection, place.name)
        assert len(connection.rows("SHOW TRIGGERS")) == 1


@pytest.mark.parametrize(
    ("statement", "number"),
    [("INSERT INTO nowhere VALUES (1)", 1146), ("INSERT INTO mysql.user SELECT * FROM mysql.user", 1142)],
)
def test_a_statement_that_the_server_refuses_is_named_with_its_line(
    place: Schema, tmp_path: Path, statement: str, number: int
) -> None:
    """Also one that would leave the dump's own schema: the account has no right to."""
    text, file = dump_of(place.kind).read_text(), tmp_path / "d.sql"
    file.write_text(text.replace("LOCK TABLES `log`", f"{statement};\nLOCK TABLES `log`", 1))
    line = text[: text.index("LOCK TABLES `log`")].count("\n") + 1
    with pytest.raises(DumpFault, match=rf"d\.sql, line {line}: the server refuses this statement \(error {number}"):
        _load(file, place)


def test_a_view_that_the_server_refuses_is_left_out(place: Schema, tmp_path: Path) -> None:
    """A rehearsal does without it."""
    file = tmp_path / "d.sql"
    file.write_text("CREATE TABLE t (id INT);\nCREATE VIEW v AS SELECT * FROM elsewhere.t;\n-- Dump completed\n")
    assert [each.partition(" (")[0] for each in _load(file, place).refused] == ["view v"]
