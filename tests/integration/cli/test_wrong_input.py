"""Wrong input, each kind: one clear error, a documented exit code, no traceback, nothing changed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

import pytest

from onlinealter.model.exit_codes import ExitCode
from tests.servers import Schema

_PASSWORD = "pässwörd;'#%@/\\"
_WIDEN = ("--table", "customers", "--alter", "MODIFY name VARCHAR(40), ADD KEY name (name)")
_NEEDED = (
    "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "INDEX", "TRIGGER", "LOCK TABLES",
    "CREATE TEMPORARY TABLES",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What the command printed, and its exit code."""

    code: int
    out: str
    err: str


def call(*words: str, password: str = "", stdin: str = "") -> Answer:
    """Call the command as a user without a terminal does."""
    environment = {**os.environ, "MYSQL_PWD": password}
    done = subprocess.run(
        [sys.executable, "-m", "onlinealter", *words],
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert not password or password not in done.stdout + done.stderr
    return Answer(done.returncode, done.stdout, done.stderr)


def dsn(schema: Schema, database: str | None = None) -> str:
    """The schema's primary without a password."""
    name = schema.name if database is None else database
    return f"mysql://{schema.primary.user}@{schema.primary.host}:{schema.primary.port}/{name}"


@pytest.fixture
def customers(schema: Schema) -> Schema:
    """A schema with a table to alter, one without a key, and nothing else."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(20))")
        connection.execute("INSERT INTO customers VALUES (1, 'one'), (2, 'two')")
        connection.execute("CREATE TABLE keyless (name VARCHAR(20))")
    return schema


def assert_untouched(schema: Schema) -> None:
    """Only the two tables, no trigger, and the definition as it was."""
    with schema.connect() as connection:
        assert connection.rows("SHOW TABLES") == [("customers",), ("keyless",)]
        assert connection.rows("SHOW TRIGGERS") == []
        assert "varchar(20)" in str(connection.row("SHOW CREATE TABLE customers"))


@pytest.mark.parametrize(
    ("words", "code", "says", "to_do"),
    [
        (("--table", "nothing", "--alter", "ADD a INT"), ExitCode.REFUSED, "no table", "Check the spelling"),
        (("--table", "keyless", "--alter", "ADD a INT"), ExitCode.REFUSED, "no copy key for keyless", "number the rows"),
        (("--table", "customers", "--alter", "ADD a INT WHATEVER"), ExitCode.USAGE, "SQL syntax", "syntax"),
        (("--table", "customers", "--alter", "DROP COLUMN fax"), ExitCode.REFUSED, "fax", "Change the clauses"),
        (("--table", "customers", "--alter", "DROP COLUMN a; DROP TABLE x"), ExitCode.USAGE, "semicolon", "clauses"),
        (("--table", "customers", "--alter", "ALTER TABLE x ADD a INT"), ExitCode.USAGE, "ALTER TABLE", "clauses only"),
        (("--table", "customers", "--alter", "RENAME TO clients"), ExitCode.USAGE, "renames the table", "RENAME TABLE"),
        (("--table", "customers", "--alter", "DROP PRIMARY KEY"), ExitCode.REFUSED, "no copy key", "Keep a primary"),
        (("--alter", "ADD a INT"), ExitCode.USAGE, "no table is named", "--table"),
    ],
)
def test_a_wrong_alteration_gets_one_clear_error(
    customers: Schema, words: tuple[str, ...], code: ExitCode, says: str, to_do: str
) -> None:
    """The message names the object, says what is wrong and what to do."""
    answer = call("run", "--yes", "--dsn", dsn(customers), *words, password=customers.primary.password)
    assert answer.code == code, answer.err
    assert answer.err.count("error ") >= 1
    assert says in answer.err
    assert to_do in answer.err
    assert_untouched(customers)


def test_an_unreachable_host_is_named(customers: Schema) -> None:
    """Nothing listens on that port."""
    answer = call("run", "--yes", "--dsn", "mysql://root@127.0.0.1:1/shop", *_WIDEN)
    assert answer.code == ExitCode.UNREACHABLE
    assert "127.0.0.1:1" in answer.err
    assert "Check host and port" in answer.err
    assert_untouched(customers)


def test_a_wrong_password_is_told_apart_from_a_missing_server(customers: Schema) -> None:
    """The account is named, the password never is."""
    answer = call("run", "--yes", "--dsn", dsn(customers), *_WIDEN, password=_PASSWORD)
    assert answer.code == ExitCode.UNREACHABLE
    assert "refused the account" in answer.err
    assert_untouched(customers)


def test_a_missing_schema_is_named(customers: Schema) -> None:
    """The schema of the DSN doesn't exist."""
    answer = call("check", "--dsn", dsn(customers, "no_such_schema"), *_WIDEN, password=customers.primary.password)
    assert answer.code == ExitCode.UNREACHABLE
    assert "no_such_schema" in answer.err


@pytest.mark.parametrize("missing", _NEEDED)
def test_a_missing_privilege_is_named_with_its_grant(customers: Schema, missing: str) -> None:
    """An account that has all but one is told which one; nothing is changed."""
    account = f"'clerk_{token_hex(4)}'@'%'"
    with customers.connect() as connection:
        connection.execute(f"CREATE USER {account} IDENTIFIED BY %s", [_PASSWORD])
        granted = ", ".join(privilege for privilege in _NEEDED if privilege != missing)
        connection.execute(f"GRANT {granted} ON `{customers.name}`.* TO {account}")
        connection.execute(f"GRANT PROCESS ON *.* TO {account}")
    user = account.split("'")[1]
    place = f"mysql://{user}@{customers.primary.host}:{customers.primary.port}/{customers.name}"
    answer = call("run", "--yes", "--dsn", place, *_WIDEN, password=_PASSWORD)
    with customers.connect() as connection:
        connection.execute(f"DROP USER {account}")
    assert answer.code == ExitCode.REFUSED, answer.err
    assert f"may not {missing}" in answer.err
    assert re.search(rf"GRANT .*\b{missing}\b.* TO {account}", answer.err)
    assert_untouched(customers)


def test_an_account_with_just_the_needed_privileges_does_the_whole_run(customers: Schema) -> None:
    """Without performance_schema too: what it can't see is said, and the run goes to its end."""
    account = f"'clerk_{token_hex(4)}'@'%'"
    with customers.connect() as connection:
        connection.execute(f"CREATE USER {account} IDENTIFIED BY %s", [_PASSWORD])
        connection.execute(f"GRANT {', '.join(_NEEDED)} ON `{customers.name}`.* TO {account}")
        connection.execute(f"GRANT PROCESS ON *.* TO {account}")
    user = account.split("'")[1]
    place = f"mysql://{user}@{customers.primary.host}:{customers.primary.port}/{customers.name}"
    answer = call("run", "--yes", "--cleanup", "--dsn", place, *_WIDEN, password=_PASSWORD)
    with customers.connect() as connection:
        connection.execute(f"DROP USER {account}")
        assert answer.code == ExitCode.DONE, answer.err
        assert ("GRANT SELECT ON performance_schema.*" in answer.err) != customers.kind.is_mariadb
        assert "varchar(40)" in str(connection.row("SHOW CREATE TABLE customers"))


def test_nothing_to_change_is_a_success(customers: Schema) -> None:
    """The ALTER describes the table as it is."""
    words = ("--table", "customers", "--alter", "MODIFY name VARCHAR(20)")
    answer = call("run", "--yes", "--dsn", dsn(customers), *words, password=customers.primary.password)
    assert answer.code == ExitCode.DONE
    assert "nothing to do" in answer.err
    assert_untouched(customers)


def test_a_plan_with_three_faults_lists_all_three(customers: Schema, tmp_path: Path) -> None:
    """Each with the file, the line and the nearest known key."""
    plan = tmp_path / "plan.toml"
    plan.write_text('table = "customers"\nalter = "ADD a INT"\nallter = 1\n[settings]\nchunk_tme = 3\nworkers = "two"\n')
    answer = call("run", "--yes", "--dsn", dsn(customers), str(plan), password=customers.primary.password)
    assert answer.code == ExitCode.USAGE
    faults = [line for line in answer.err.splitlines() if line.startswith("fault")]
    assert [fault.split("plan.toml:")[1][:1] for fault in faults] == ["3", "5", "6"]
    assert "did you mean 'chunk_time'?" in faults[1]
    assert_untouched(customers)


def test_a_server_that_is_no_replica_of_this_primary_is_refused(customers: Schema) -> None:
    """The primary itself is given as its own replica."""
    replica = ("--replica", dsn(customers))
    answer = call("run", "--yes", "--dsn", dsn(customers), *replica, *_WIDEN, password=customers.primary.password)
    assert answer.code == ExitCode.REFUSED
    assert "is the primary itself" in answer.err
    assert_untouched(customers)


def test_nobody_to_ask_and_no_yes_is_said_before_anything_starts(customers: Schema) -> None:
    """Without a terminal the swap needs --yes."""
    answer = call("run", "--dsn", dsn(customers), *_WIDEN, password=customers.primary.password)
    assert answer.code == ExitCode.USAGE
    assert "--yes" in answer.err
    assert_untouched(customers)


def test_run_unattended_goes_to_the_end_and_leaves_only_the_journal(customers: Schema) -> None:
    """Exit 0, the new definition, no trigger; called again there is nothing to do."""
    words = ("run", "--yes", "--cleanup", "--dsn", dsn(customers), *_WIDEN)
    assert call(*words, password=customers.primary.password).code == ExitCode.DONE
    with customers.connect() as connection:
        tables = [row[0] for row in connection.rows("SHOW TABLES")]
        assert [name for name in tables if not name.startswith("_oa_")] == ["customers", "keyless"]
        assert [n for n in tables if n.startswith("_oa_")] == ["_oa_chunk", "_oa_conflict", "_oa_ledger", "_oa_run"]
        assert connection.rows("SHOW TRIGGERS") == []
        assert "varchar(40)" in str(connection.row("SHOW CREATE TABLE customers"))
    again = call(*words, password=customers.primary.password)
    assert again.code == ExitCode.DONE
    assert "nothing to do" in again.err


def test_a_password_in_the_dsn_never_shows(customers: Schema) -> None:
    """Neither in the output of a run as JSON lines nor in the journal."""
    secret = customers.primary.password
    place = f"mysql://root:{quote(secret, safe='')}@{customers.primary.host}:{customers.primary.port}/{customers.name}"
    answer = call("run", "--yes", "--cleanup", "--json", "--dsn", place, *_WIDEN)
    assert answer.code == ExitCode.DONE
    assert secret not in answer.out + answer.err
    with customers.connect() as connection:
        for table in ("_oa_run", "_oa_chunk", "_oa_conflict", "_oa_ledger"):
            assert secret not in str(connection.rows(f"SELECT * FROM {table}"))
