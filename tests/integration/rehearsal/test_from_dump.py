"""A rehearsal on a private server that a dump is loaded into, which is gone afterwards."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from click.testing import CliRunner, Result

from onlinealter.cli.group import online_alter
from onlinealter.dumps.statements import durability
from onlinealter.engine.stop import StopFlag
from onlinealter.model.exit_codes import ExitCode
from onlinealter.model.ports import NullReporter
from onlinealter.mysql.connection import connect
from onlinealter.rehearsal.copies.from_dump import copy_from_dump
from onlinealter.rehearsal.copies.server import Wanted
from onlinealter.rehearsal.mark import read_mark
from onlinealter.sandbox import ServerKind, sandboxes_folder
from onlinealter.sandbox.processes import wait_until
from tests.integration.dumps.samples import ROWS, dump_of, see_that_it_is_all_there
from tests.servers import ServerPair, account_of

_WORDS = ("dry-run", "--table", "small.customers", "--alter", "ADD COLUMN more INT")


@pytest.fixture
def sandboxes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of the test's own for private servers, beside that of all tests."""
    folder = sandboxes_folder().with_name(f"onlinealter-dumps-{token_hex(4)}")
    monkeypatch.setenv("ONLINEALTER_SANDBOXES", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _call(*words: str) -> Result:
    return CliRunner().invoke(online_alter, [*_WORDS, *words], prog_name="online-alter", catch_exceptions=False)


def _left(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir() if each.is_dir()] if folder.is_dir() else []


def test_a_copy_is_like_production(servers: ServerPair, sandboxes: Path) -> None:
    """Its kind of server, its durability, the dump's rows and a mark of ours; nothing of it is left."""
    primary = servers.sandbox.primary
    with primary.connect() as connection:
        flush = connection.value("SELECT @@GLOBAL.innodb_flush_log_at_trx_commit")
        connection.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 2")
        try:
            wanted = Wanted("small", "customers", (account_of(primary),))
            with (
                copy_from_dump(dump_of(servers.kind), wanted, NullReporter(), StopFlag()) as copy,
                connect(copy.account) as there,
            ):
                assert there.rows(durability())[0][0] == 2
                assert there.mariadb is servers.kind.is_mariadb
                assert read_mark(there, "small") is not None
                see_that_it_is_all_there(there, "small")
                assert len(_left(sandboxes)) == 1
        finally:
            connection.execute(f"SET GLOBAL innodb_flush_log_at_trx_commit = {flush}")
    assert _left(sandboxes) == []
    assert any(note.startswith("left out of the dump: events (2)") for note in copy.notes)
    assert not any("rehearsed on" in note for note in copy.notes)


def test_a_dump_is_rehearsed_and_removed(sandboxes: Path, tmp_path: Path) -> None:
    """By the command, without a server of production; the record says so."""
    file, result = tmp_path / "d.sql.gz", tmp_path / "result.json"
    file.write_bytes(gzip.compress(dump_of(ServerKind.MYSQL).read_bytes()))
    came = _call("--from-dump", str(file), "-o", str(result))
    assert came.exit_code == 0, came.stderr
    found = json.loads(result.read_text())
    assert (found["rows_before"], found["rows_unchanged"]) == (ROWS, True)
    assert found["notes"][-3].startswith("no server of production is named")
    assert f"--from-dump {file}" in found["details"]["command"]
    assert _left(sandboxes) == []


def test_a_dump_with_a_command_starts_nothing(sandboxes: Path, tmp_path: Path) -> None:
    """One clear error, and no server was made."""
    file, touched = tmp_path / "d.sql", tmp_path / "touched"
    text = dump_of(ServerKind.MYSQL).read_text()
    file.write_text(text.replace("UNLOCK TABLES;", f"UNLOCK TABLES;\n\\! touch {touched}\n", 1))
    came = _call("--from-dump", str(file))
    assert came.exit_code == ExitCode.REFUSED
    line = text[: text.index("UNLOCK TABLES;")].count("\n") + 2
    assert f"{file}, line {line}: \\! is a command of the mysql client, not SQL [dump]" in came.stderr
    assert not touched.exists()
    assert not sandboxes.exists()


def test_a_table_that_the_dump_has_not_is_said_before_a_server_starts(sandboxes: Path) -> None:
    """With those that it has."""
    came = _call("--table", "small.customer", "--from-dump", str(dump_of(ServerKind.MARIADB)))
    assert came.exit_code == ExitCode.REFUSED
    assert "has no table customer" in came.stderr
    assert "customers, log" in came.stderr
    assert not sandboxes.exists()


def test_a_killed_rehearsal_leaves_no_server(sandboxes: Path) -> None:
    """SIGKILL once the dump is loaded; the server goes with the process that made it."""
    command = [sys.executable, "-m", "onlinealter", *_WORDS, "--json", "--from-dump", str(dump_of(ServerKind.MYSQL))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "the dump is loaded" in json.loads(line).get("text", ""):
                assert len(_left(sandboxes)) == 1
                process.kill()
                break
    assert wait_until(lambda: not _left(sandboxes), 60)
