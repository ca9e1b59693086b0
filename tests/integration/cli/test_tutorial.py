"""The tutorial, carried out as it is written."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

from tests.docs.console import ROOT, blocks
from tests.docs.generate import DOCS
from tests.servers import Schema

_THE_SERVER_IS_THE_TESTS = ("sandbox start", "sandbox stop --all")
_THE_SCHEMA_IS_THE_TESTS = "CREATE DATABASE shop;"


def test_the_tutorial_leads_to_its_end(schema: Schema) -> None:
    """Each block in the page's order: commands succeed, SQL runs, and the table is as the page says in between."""
    countries = []
    for language, text in blocks(DOCS / "tutorial.md"):
        if language == "sql" and text.strip() != _THE_SCHEMA_IS_THE_TESTS:
            _as_a_client(schema, text)
        for line in text.splitlines() if language == "console" else ():
            words = shlex.split(line.removeprefix("$ online-alter "))
            if " ".join(words) not in _THE_SERVER_IS_THE_TESTS:
                _call(schema, *words)
                countries.append(_type_of_country(schema))
    check, plan, run, status, rollback, again, cleanup = countries
    assert check == plan == rollback == "char(2)"
    assert run == status == again == cleanup == "varchar(60)"
    with schema.connect() as connection:
        assert connection.value("SELECT COUNT(*) FROM customer WHERE name = 'Dora'") == 1
        assert [name for (name,) in connection.rows("SHOW TABLES") if not name.startswith("_oa_")] == ["customer"]


def _type_of_country(schema: Schema) -> str:
    with schema.connect() as connection:
        return str(
            connection.value(
                "SELECT column_type FROM information_schema.columns"
                " WHERE table_schema = DATABASE() AND table_name = 'customer' AND column_name = 'country'"
            )
        )


def _as_a_client(schema: Schema, text: str) -> None:
    with schema.connect() as connection:
        for statement in filter(None, map(str.strip, text.split(";"))):
            connection.execute(statement)


def _call(schema: Schema, *words: str) -> None:
    environment = {**os.environ, "ONLINE_ALTER_DSN": schema.primary.dsn(schema.name)}
    ran = subprocess.run(
        [sys.executable, "-m", "onlinealter", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{' '.join(words)}:\n{ran.stdout}{ran.stderr}"
