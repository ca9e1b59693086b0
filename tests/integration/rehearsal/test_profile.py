"""What an application does to a table is counted by its kinds, and nothing that it says is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from onlinealter.cli.group import online_alter
from onlinealter.model.errors import Refused
from onlinealter.model.exit_codes import ExitCode
from onlinealter.model.traffic import Kind, Source
from onlinealter.mysql.connection import Connection
from onlinealter.rehearsal.traffic.measuring import measure
from tests.docs.generate import DOCS
from tests.integration.rehearsal.candidates import dsn_of
from tests.servers import Schema

_PLAYED = {Kind.SELECT: 12, Kind.INSERT: 7, Kind.UPDATE: 5, Kind.DELETE: 3}


@pytest.fixture
def application(schema: Schema) -> Iterator[Connection]:
    """A session of an application on two tables, of which one is looked at."""
    with schema.connect() as found:
        if not found.mariadb:  # other tests have filled the server's list of digests
            found.execute("TRUNCATE TABLE performance_schema.events_statements_summary_by_digest")
        found.run_all(
            [
                "CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(20), note VARCHAR(20), KEY by_name (name))",
                "CREATE TABLE user LIKE customers",
                "INSERT INTO customers VALUES (1, 'secretly', 'x'), (2, 'secretly', 'y')",
            ]
        )
        yield found


def _play(application: Connection) -> None:
    for number in range(_PLAYED[Kind.SELECT]):
        application.rows(f"SELECT note FROM customers WHERE name = 'secretly' AND note <> 'z{number}'")
    for number in range(_PLAYED[Kind.INSERT]):
        application.execute(
            f"INSERT INTO customers VALUES ({number + 10}, 'hidden{number}', 'a'), ({number + 30}, 'b', 'c')"
        )
    for number in range(_PLAYED[Kind.UPDATE]):
        application.execute(f"UPDATE customers SET note = 'hidden{number}' WHERE id = {number + 10}")
    for number in range(_PLAYED[Kind.DELETE]):
        application.execute(f"DELETE FROM customers WHERE id = {number + 30}")
    application.execute("INSERT INTO user VALUES (1, 'hidden', 'hidden')")


def test_kinds_rows_and_indexes_are_counted(schema: Schema, application: Connection) -> None:
    """Of the table alone where the server tells it apart; else of all, and that is said."""
    found = measure(schema.target("customers"), lambda: _play(application))
    counted = {each.kind: each for each in found.statements}
    assert found.seconds > 0
    if found.source is Source.DIGESTS:
        assert {kind: each.count for kind, each in counted.items()} == _PLAYED
        assert {kind: each.rows_each for kind, each in counted.items()} == {
            Kind.SELECT: 2, Kind.INSERT: 2, Kind.UPDATE: 1, Kind.DELETE: 1,
        }  # fmt: skip
        indexes = {each.index: each for each in found.indexes}
        assert indexes["by_name"].read >= 2 * _PLAYED[Kind.SELECT]
        assert (indexes[""].inserted, indexes["PRIMARY"].updated, indexes["PRIMARY"].deleted) == (14, 5, 3)
        assert sum(each.share for each in found.indexes) == pytest.approx(1)
        elsewhere = measure(schema.target("user"), lambda: application.run_all(["DELETE FROM user"]))
        assert [each.count for each in elsewhere.statements] == [0, 0, 0, 1]
    else:
        assert found.whole_server
        assert "those of the whole server" in found.notes[0]
        assert all(counted[kind].count >= played for kind, played in _PLAYED.items())


def test_without_the_performance_schema_indexes_are_counted_by_user_statistics(
    schema: Schema, application: Connection
) -> None:
    """On MariaDB, where somebody has switched them on."""
    if not application.mariadb:
        with pytest.raises(Refused, match="there is no table"):
            measure(schema.target("customer"), lambda: None)
        return
    was = application.value("SELECT @@GLOBAL.userstat")
    application.execute("SET GLOBAL userstat = ON")
    try:
        with schema.connect() as session:  # the counts are kept from a session's begin on, and summed at its end

            def play() -> None:
                _play(session)
                session.close()

            found = measure(schema.target("customers"), play)
    finally:
        application.execute(f"SET GLOBAL userstat = {was}")
    assert {each.index: each.read for each in found.indexes}["by_name"] >= 2 * _PLAYED[Kind.SELECT]


def test_the_file_has_neither_text_nor_values(schema: Schema, application: Connection, tmp_path: Path) -> None:
    """And it is as published."""
    _play(application)  # so that their digests are there
    file = tmp_path / "traffic.json"
    words = ["profile", "--dsn", dsn_of(schema.primary, schema.name), "--table", "customers", "--for", "1s", "-o", str(file)]
    came = CliRunner(env={"MYSQL_PWD": schema.primary.password}).invoke(online_alter, words, catch_exceptions=False)
    assert came.exit_code == ExitCode.DONE, came.stderr
    assert f"{schema.name}.customers on" in came.stdout
    text = file.read_text()
    jsonschema.Draft202012Validator(json.loads((DOCS / "traffic.schema.json").read_text())).validate(json.loads(text))
    for word in ("secret", "hidden", "INSERT INTO", "WHERE", "note", schema.primary.host):
        assert word not in text.replace('"notes"', "")


def test_what_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    """Not after ten minutes; no server is asked."""
    words = ["profile", "--dsn", "mysql://ops@nowhere/shop", "--table", "a", "-o", str(tmp_path / "none" / "x.json")]
    came = CliRunner().invoke(online_alter, words)
    assert came.exit_code == ExitCode.USAGE
    assert "can't be written" in came.stderr
