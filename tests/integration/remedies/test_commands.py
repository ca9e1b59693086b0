"""Each command that an error names, typed as it is printed: it does something, or shows what it is said to show."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.cli.exits import run_command_line
from tests.integration.engine.alterations import make_customers
from tests.integration.remedies.typed import commands_in, statements_in
from tests.servers import Schema

_CHANGE = ("--alter", "MODIFY name VARCHAR(40) NOT NULL", "--set", "strategy=shadow")
_OTHER = ("--alter", "ADD note TEXT", "--set", "strategy=shadow")
_T = ("--table", "customers")


class Console:
    """The command line in the test's process, with the schema in the environment."""

    def __init__(self, schema: Schema, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.setenv("ONLINE_ALTER_DSN", f"{schema.primary.dsn(schema.name)}?ssl-mode=DISABLED")
        monkeypatch.setenv("COLUMNS", "1000")
        self._capsys = capsys

    def type(self, *words: str) -> tuple[int, str]:
        """The exit code and all that is shown."""
        code = run_command_line(words)
        shown = self._capsys.readouterr()
        return code, shown.out + shown.err

    def fails(self, says: str, *words: str) -> str:
        """Type what fails with these words; gives what is told to do next."""
        code, shown = self.type(*words)
        assert code, shown
        assert says in shown
        return shown[shown.index("\nnext ") :]

    def does(self, *words: str) -> str:
        """Type what succeeds; gives what is shown."""
        code, shown = self.type(*words)
        assert code == 0, shown
        return shown


@pytest.fixture
def console(schema: Schema, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Console:
    """A table to alter, and where to type."""
    make_customers(schema, 30)
    return Console(schema, monkeypatch, capsys)


@pytest.mark.remedy("is not possible now", "has no run under way", "not a terminal, so the swap can't be confirmed")
def test_the_next_command_leads_on_from_every_state(console: Console) -> None:
    """Somebody who always types what the last error says gets from nothing to the end."""
    told = console.fails("has no run under way", "cutover", *_T, "--yes")
    assert commands_in(told) == [["run", "--table", "customers", "--alter"]]
    told = console.fails("not a terminal", "run", *_T, *_CHANGE)
    assert "Pass --yes" in told
    console.does("prepare", *_T, *_CHANGE)
    typed = []
    while (ended := console.type("cleanup", *_T))[0]:
        [following, *_] = commands_in(ended[1][ended[1].index("\nnext ") :])
        typed.append(following[0])
        console.does(*following, *(("--yes",) if following[0] == "cutover" else ()))
    assert typed == ["execute", "verify", "cutover"]


@pytest.mark.remedy("with another change", "has no run …, and there is no plan file", "is needed: run … of … is …")
def test_what_is_in_the_way_can_be_ended_as_it_is_said(console: Console) -> None:
    """A run with another change, a journal that is needed, and a run's id that isn't one."""
    console.does("prepare", *_T, *_CHANGE)
    told = console.fails("with another change", "prepare", *_T, *_OTHER)
    assert commands_in(told)[-1] == ["abort", *_T]
    told = console.fails("the journal of", "cleanup", "--journal")
    console.does(*commands_in(told)[0])
    told = console.fails("has no run", "status", "nosuchrn")
    run = next(word for word in console.does(*commands_in(told)[0]).split() if len(word) == 8 and word.isalnum())
    console.does("abort", run)
    console.does("prepare", *_T, *_OTHER)
    console.does("abort", *_T)
    console.does("cleanup", "--journal")


@pytest.mark.remedy("writes since the cutover are not in", "no process attached on run", "under way")
def test_after_a_swap_without_a_rollback_cleanup_is_left(console: Console) -> None:
    """And there is nothing to stop, pause or change."""
    console.does("run", *_T, *_CHANGE, "--set", "rollback=none", "--yes")
    assert commands_in(console.fails("no process attached", "stop", *_T)) == [["status"]]
    told = console.fails('rollback = "none"', "rollback", *_T, "--yes")
    console.does(*commands_in(told)[0])
    told = console.fails("under way", "pause", *_T)
    console.does(*commands_in(told)[0])


@pytest.mark.remedy(
    "don't fit the new definition", "… … the new definition: …", "the verification of run … has not succeeded"
)
def test_rows_that_do_not_fit_are_fixed_and_the_same_command_goes_on(console: Console, schema: Schema) -> None:
    """The rows that are named, and no others."""
    narrow = ("--alter", "MODIFY name VARCHAR(5) NOT NULL", "--set", "strategy=shadow", "--set", "loss_search=off")
    console.fails("the new definition", "run", *_T, *narrow, "--yes")
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET name = LEFT(name, 5)")
    console.does("run", *_T, *narrow, "--yes", "--cleanup")


@pytest.mark.remedy("'online-alter verify --repair' copies them again")
def test_rows_that_differ_are_repaired(console: Console, schema: Schema) -> None:
    """And a cutover before that says so."""
    console.does("prepare", *_T, *_CHANGE)
    console.does("execute", *_T)
    with schema.connect() as connection:
        [(shadow,)] = connection.rows("SHOW TABLES LIKE '%\\_new'")
        connection.execute(f"UPDATE `{shadow}` SET amount = -1 WHERE id = 3")
    told = console.fails("[different]", "verify", *_T)
    console.does(*commands_in(told)[0])
    console.does("cutover", *_T, "--yes")


@pytest.mark.remedy("could not … for … s: its table is in use by …", "transactions older than the copy were still open")
def test_who_is_in_the_way_can_be_killed_as_it_is_said(console: Console, schema: Schema) -> None:
    """By the KILL that is printed; then the same command goes on."""
    quick = ("--set", "lock_timeout=1", "--set", "lock_wait=0.5", "--set", "old_transaction_timeout=1")
    with schema.connect() as reader, schema.connect() as admin:
        for words in (("prepare", *_T, *_CHANGE, *quick), ("run", *_T, *_CHANGE, *quick, "--yes")):
            reader = schema.connect()
            reader.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT")
            reader.rows("SELECT * FROM customers")
            told = console.fails("", *words)
            kills = statements_in(told)
            assert f"KILL {reader.id};" in kills
            for kill in kills:
                admin.execute(kill)
            console.does(*words)


@pytest.mark.remedy(
    "… already exists", "the server can't read the ALTER", "Check the spelling of the table", "is not a table"
)
def test_what_a_server_has_to_be_asked_for(console: Console, schema: Schema, tmp_path: Path) -> None:
    """Names of files, tables and columns."""
    there = tmp_path / "plan.toml"
    there.write_text("")
    console.fails("already exists", "new-plan", "customers", "--output", str(there))
    console.does("new-plan", "customers", "--output", str(tmp_path / "other.toml"))
    console.fails("the server can't read the ALTER", "check", *_T, "--alter", "DROP COLUMN")
    console.does("check", *_T, "--alter", "DROP COLUMN changed")
    assert "Check the spelling" in console.type("check", "--table", "customer", *_CHANGE)[1]
    with schema.connect() as connection:
        connection.execute("CREATE VIEW seen AS SELECT * FROM customers")
    assert "Name a base table" in console.type("check", "--table", "seen", *_CHANGE)[1]
    console.does("check", *_T, *_CHANGE)
