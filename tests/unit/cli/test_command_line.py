"""Each command: its help, its defaults, and what it hands on."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from types import ModuleType, SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from onlinealter import engine
from onlinealter.cli import consent
from onlinealter.cli.command import Command, LazyGroup
from onlinealter.cli.demo import DemoWords
from onlinealter.cli.group import online_alter
from onlinealter.cli.options import OutputOptions, TargetArguments
from onlinealter.cli.plan_text import HEADER
from onlinealter.cli.sandbox_start import StartWords
from onlinealter.cli.server_kinds import SERVER_KINDS
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import WrongPhase
from onlinealter.model.exit_codes import ExitCode
from onlinealter.model.outlook import SwapOutlook
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from onlinealter.model.status import RunStatus
from onlinealter.mysql.connection import Account
from onlinealter.sandbox import ServerKind
from onlinealter.sql.statement import Statement

_WHERE = ["--dsn", "mysql://ops@db1/shop", "--table", "orders"]
_WHAT = [*_WHERE, "--alter", "FORCE"]
_TARGET = Target("orders", "shop", Account(host="db1", user="ops"), (), Plan("orders", ("FORCE",)))
_STATUS = RunStatus(
    run="r1", table="shop.orders", server="db1:3306", state="copying", plan_name="", owner="", rows_copied=0,
    created_at=datetime(2026, 1, 1, tzinfo=UTC), updated_at=datetime(2026, 1, 1, tzinfo=UTC), estimated_rows=0,
    conflicts=0, verification="", pause_requested=False, shadow="", retired="", failure="", following="",
)  # fmt: skip


def _looked() -> SwapOutlook:
    return SwapOutlook("shop.orders", back=False, statement="RENAME", longest_wait=1.0)


@dataclass
class _Engine:
    """Stands for the engine, and keeps what it is asked."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    failure: Exception | None = None

    def advance(
        self, target: Target, phases: Sequence[Phase], _reporter: object, _stop: object, choices: Choices
    ) -> RunStatus:
        self._note("advance", target, tuple(phases), choices.repair, choices.abort_when_hopeless, choices.confirm(_looked))
        return _STATUS

    def check(self, target: Target, _reporter: object, _known: object) -> tuple[()]:
        self._note("check", target)
        return ()

    def planned(self, target: Target) -> tuple[tuple[Phase, tuple[Statement, ...]], ...]:
        self._note("planned", target)
        return ((Phase.PREPARE, (Statement("make it", "SELECT 1"),)),)

    def read_status(self, target: Target) -> tuple[RunStatus, ...]:
        self._note("read_status", target)
        return (_STATUS,)

    def set_paused(self, target: Target, paused: bool) -> RunStatus:
        self._note("set_paused", target, paused)
        return _STATUS

    def change_settings(self, target: Target, changes: dict[str, object], run: str = "") -> RunStatus:
        self._note("change_settings", target.table, changes, run)
        return _STATUS

    def _note(self, *call: object) -> None:
        if self.failure:
            raise self.failure
        self.calls.append(call)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> _Engine:
    made = _Engine()
    module: Any = ModuleType("onlinealter.engine.alteration")
    for name in ("advance", "check", "planned", "read_status", "set_paused", "change_settings"):
        setattr(module, name, getattr(made, name))
    monkeypatch.setitem(sys.modules, "onlinealter.engine.alteration", module)
    monkeypatch.setattr(engine, "alteration", module, raising=False)
    return made


def _call(*words: str) -> Result:
    return CliRunner().invoke(online_alter, words, prog_name="online-alter", catch_exceptions=False)


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield (*path, name), found
        if isinstance(found, click.Group):
            yield from _commands(found, (*path, name))


_ALL = dict(_commands(online_alter))
_OWN: dict[tuple[str, ...], tuple[type, ...]] = {("demo",): (DemoWords,), ("sandbox", "start"): (StartWords,)}
_ENDING = {path: found for path, found in _ALL.items() if isinstance(found, Command)}


@pytest.mark.parametrize("path", _ALL, ids=" ".join)
def test_every_command_has_help(path: tuple[str, ...]) -> None:
    """It says what the command does and what each option means."""
    found = _ALL[path]
    assert found.help
    assert all(option.help for option in found.params if isinstance(option, click.Option))
    assert _call(*path, "--help").exit_code == 0


@pytest.mark.parametrize("path", _ENDING, ids=" ".join)
def test_every_help_ends_with_the_exit_codes(path: tuple[str, ...]) -> None:
    """Those that the command can give."""
    _, _, listed = _call(*path, "--help").output.partition("Exit codes:")
    words = listed.split()
    assert words[0] == "0=done,"
    assert f"2={'usage'}," in words
    assert len(words) == len(_ENDING[path].exit_codes)


def test_every_command_is_a_group_or_tells_its_exit_codes() -> None:
    """None is left out, nor is a code left over."""
    assert all(isinstance(found, Command | LazyGroup) for found in _ALL.values())
    assert {code for found in _ENDING.values() for code in found.exit_codes} == set(ExitCode)


def test_the_group_lists_every_command_with_a_whole_sentence() -> None:
    """None is cut short in 80 columns."""
    listed = _call("--help").output
    assert "..." not in listed.partition("Commands:")[2]
    assert "online-alter, version" in _call("--version").output


@pytest.mark.parametrize("path", _ENDING, ids=" ".join)
def test_a_default_has_one_home(path: tuple[str, ...]) -> None:
    """Each option's default is the field's of the value it becomes."""
    homes: dict[str, object] = {}
    for kind in (OutputOptions, TargetArguments, Choices, *_OWN.get(path, ())):
        homes |= {each.name: each.default for each in fields(kind)}
    given = _ENDING[path].make_context("x", [], resilient_parsing=True).params
    optional = {each.name for each in _ENDING[path].params if not each.required}
    shared = homes.keys() & given.keys() & optional
    assert {name: given[name] for name in shared} == {name: homes[name] for name in shared}


@pytest.mark.parametrize(
    ("words", "phases"),
    [
        (["prepare", *_WHAT], (Phase.PREPARE,)),
        (["execute", *_WHAT], (Phase.EXECUTE,)),
        (["verify", *_WHAT], (Phase.VERIFY,)),
        (["cutover", "--yes", *_WHAT], (Phase.CUTOVER,)),
        (["cleanup", *_WHAT], (Phase.CLEANUP,)),
        (["abort", *_WHAT], (Phase.ABORT,)),
        (["rollback", "--yes", *_WHAT], (Phase.ROLLBACK,)),
    ],
)
def test_a_phase_command_runs_its_phase(fake: _Engine, words: list[str], phases: tuple[Phase, ...]) -> None:
    assert _call(*words).exit_code == 0
    assert fake.calls == [("advance", _TARGET, phases, False, False, True)]


def test_run_goes_to_the_cutover_and_with_cleanup_to_the_end(fake: _Engine) -> None:
    """What can't be cured leaves the table as it was."""
    to_the_cutover = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER)
    assert _call("run", "--yes", *_WHAT).exit_code == 0
    assert _call("run", "--yes", "--cleanup", *_WHAT).exit_code == 0
    assert fake.calls == [
        ("advance", _TARGET, to_the_cutover, False, True, True),
        ("advance", _TARGET, (*to_the_cutover, Phase.CLEANUP), False, True, True),
    ]


def test_verify_repairs_when_told_to(fake: _Engine) -> None:
    """Only then."""
    assert _call("verify", "--repair", *_WHAT).exit_code == 0
    assert fake.calls == [("advance", _TARGET, (Phase.VERIFY,), True, False, True)]


@pytest.mark.parametrize("name", ["run", "cutover", "rollback"])
def test_without_a_terminal_a_swap_needs_yes(fake: _Engine, name: str) -> None:
    """Nothing starts without it."""
    found = _call(name, *_WHAT)
    assert found.exit_code == ExitCode.USAGE
    assert "Pass --yes" in found.output
    assert fake.calls == []


def test_on_a_terminal_a_person_is_asked(fake: _Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question says what will happen; the answer is the engine's to obey."""
    asked: list[str] = []
    monkeypatch.setattr(consent, "person_present", lambda: True)

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return False

    monkeypatch.setattr(click, "confirm", confirm)
    assert _call("run", *_WHAT).exit_code == 0
    assert _call("rollback", *_WHERE).exit_code == 0
    question = "RENAME, waits ≤ 1 s, 0 older transactions, rollback stays open. Swap shop.orders?"
    assert asked == [question, question]
    assert [call[-1] for call in fake.calls] == [False, False]


def test_a_run_under_way_needs_no_alter_to_go_on(fake: _Engine) -> None:
    """Its plan is in the journal; only what begins a run needs one."""
    assert _call("execute", *_WHERE).exit_code == 0
    assert fake.calls[0][1].plan is None
    for name in ("check", "plan", "prepare", "run"):
        assert _call(name, *_WHERE, *(["--yes"] if name == "run" else [])).exit_code == ExitCode.USAGE


def test_an_error_of_the_engine_ends_with_its_code(fake: _Engine) -> None:
    """And is shown on stderr."""
    fake.failure = WrongPhase("not verified yet", remedy="Call 'online-alter verify' first.")
    found = _call("cutover", "--yes", *_WHERE)
    assert found.exit_code == ExitCode.WRONG_PHASE
    assert found.stdout == ""
    assert "not verified yet" in found.stderr


def test_an_error_is_json_where_json_was_asked_for(fake: _Engine) -> None:
    """On stdout, as all events are."""
    fake.failure = WrongPhase("not verified yet")
    found = _call("cutover", "--yes", "--json", *_WHERE)
    assert found.exit_code == ExitCode.WRONG_PHASE
    assert json.loads(found.stdout)["reference"] == "wrong-phase"


def test_check_says_that_nothing_stands_against_it(fake: _Engine) -> None:
    """On stderr."""
    found = _call("check", *_WHAT)
    assert (found.exit_code, found.stdout) == (0, "")
    assert fake.calls == [("check", _TARGET)]


@pytest.mark.usefixtures("fake")
def test_plan_prints_data_on_stdout() -> None:
    """As SQL, or as JSON."""
    assert _call("plan", *_WHAT).stdout == f"{HEADER}\n\n-- prepare: make it\nSELECT 1;\n"
    assert json.loads(_call("plan", "--json", *_WHAT).stdout) == [
        {"phase": "prepare", "purpose": "make it", "sql": "SELECT 1", "tables": []}
    ]


def test_status_works_without_a_table(fake: _Engine) -> None:
    """For all the schema's."""
    assert "r1" in _call("status", "--dsn", "mysql://ops@db1/shop").stdout
    assert json.loads(_call("status", "--json", *_WHERE).stdout)[0]["run"] == "r1"
    assert [call[1].table for call in fake.calls] == ["", "orders"]


@pytest.mark.usefixtures("fake")
def test_status_leaves_out_what_has_not_failed() -> None:
    assert json.loads(_call("status", "--json", "--failed", *_WHERE).stdout) == []
    assert "no run" in _call("status", "--failed", *_WHERE).stdout


def test_pause_and_resume_are_noted_in_the_journal(fake: _Engine) -> None:
    """The process at work looks there."""
    assert "online-alter resume" in _call("pause", *_WHERE).stderr
    assert "may go on" in _call("resume", *_WHERE).stderr
    assert [call[2] for call in fake.calls] == [True, False]


@pytest.mark.parametrize(
    ("words", "table", "run"),
    [
        (["set", "chunk-time=0.2", "binlog_budget=50", *_WHERE], "orders", ""),
        (["set", *_WHERE, "chunk-time=0.2", "--set", "binlog_budget=50"], "orders", ""),
        (["set", "k7f2a9aa", "chunk-time=0.2", "binlog_budget=50", "--dsn", "mysql://ops@db1/shop"], "", "k7f2a9aa"),
    ],
)
def test_set_names_a_run_by_table_or_id(fake: _Engine, words: list[str], table: str, run: str) -> None:
    """Its settings are checked as a plan's are."""
    assert _call(*words).exit_code == 0
    assert fake.calls == [("change_settings", table, {"chunk_time": 0.2, "binlog_budget": 50.0}, run)]


@pytest.mark.parametrize("words", [[], ["chunk-time"], ["chunk-time=0"], ["chunktime=1"]])
def test_set_refuses_what_is_no_setting(fake: _Engine, words: list[str]) -> None:
    """Before any server is asked."""
    assert _call("set", *_WHERE, *words).exit_code == ExitCode.USAGE
    assert fake.calls == []


def test_what_is_often_set_has_an_option_of_its_own(fake: _Engine) -> None:
    """Over the plan's where one is given, over the run's own otherwise."""
    assert (
        _call("run", "--yes", *_WHAT, "--max-pause", "60", "--window", "02:00-04:00 UTC", "--kill-blockers").exit_code == 0
    )
    settings = fake.calls[0][1].plan.settings
    assert (settings.max_pause, settings.cutover_window, settings.kill_blockers) == (60.0, "02:00-04:00 UTC", True)
    assert _call("cutover", "--yes", *_WHERE, "--window", "02:00-04:00").exit_code == 0
    assert _call("execute", *_WHERE, "--max-pause", "0").exit_code == 0
    assert [call[1].settings for call in fake.calls[1:]] == [{"cutover_window": "02:00-04:00"}, {"max_pause": 0.0}]
    assert _call("cutover", "--yes", *_WHERE, "--window", "at night").exit_code == ExitCode.USAGE


def test_the_kinds_of_servers_are_the_sandboxes() -> None:
    """The words stand apart only to be quick."""
    assert list(ServerKind) == list(SERVER_KINDS)


def test_sandbox_start_prints_how_to_reach_the_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """On stdout; what it does meanwhile goes to stderr."""
    asked: list[object] = []

    def start_sandbox(kind: ServerKind, *, replicas: int, detached: bool, report: Any) -> object:
        asked.extend((kind, replicas, detached))
        report("unpacking")
        servers = [SimpleNamespace(dsn=lambda port=port: f"mysql://root:pw@127.0.0.1:{port}/") for port in (1, 2)]
        return SimpleNamespace(id="a1", kind=kind, version="11.8.3", primary=servers[0], replicas=servers[1:], stop=None)

    monkeypatch.setattr("onlinealter.sandbox.start_sandbox", start_sandbox)
    found = _call("sandbox", "start", "--server", "mariadb", "--replicas", "1")
    assert asked == [ServerKind.MARIADB, 1, True]
    assert found.stderr == "unpacking\n"
    assert found.stdout == (
        "sandbox  a1  mariadb 11.8.3\n"
        "primary  mysql://root:pw@127.0.0.1:1/\n"
        "replica  mysql://root:pw@127.0.0.1:2/\n"
    )  # fmt: skip
    assert json.loads(_call("sandbox", "start", "--json").stdout)[0]["id"] == "a1"


def test_sandbox_stop_stops_what_is_named_or_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """But not all by mistake."""
    stopped: list[str] = []
    monkeypatch.setattr("onlinealter.sandbox.stop_sandbox", stopped.append)
    monkeypatch.setattr("onlinealter.sandbox.list_sandboxes", lambda: [SimpleNamespace(id="b1")])
    monkeypatch.setattr("onlinealter.sandbox.prune_sandboxes", list)
    assert _call("sandbox", "stop").exit_code == ExitCode.USAGE
    assert _call("sandbox", "stop", "a1", "--all").exit_code == ExitCode.USAGE
    assert stopped == []
    assert _call("sandbox", "stop", "a1", "a2").exit_code == 0
    assert _call("sandbox", "stop", "--all").exit_code == 0
    assert stopped == ["a1", "a2", "b1"]


def test_sandbox_status_lists_nothing_where_nothing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """In words, or as an empty list."""
    monkeypatch.setattr("onlinealter.sandbox.list_sandboxes", list)
    assert _call("sandbox", "status").stdout == "no sandbox is up\n"
    assert _call("sandbox", "status", "--json").stdout == "[]\n"


def test_sandbox_sql_asks_the_only_sandbox_or_the_one_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows as columns below their names, or as JSON."""
    ran: list[tuple[str, str]] = []

    class Primary:
        def __init__(self, name: str) -> None:
            self.name = name

        def connect(self) -> Any:
            def named_rows(sql: str) -> list[dict[str, object]]:
                ran.append((self.name, sql.strip()))
                return [{"id": 1, "name": b"Zo\xc3\xab"}, {"id": 2, "name": None}] if "SELECT" in sql else []

            return nullcontext(SimpleNamespace(named_rows=named_rows))

    up = list[Any]()
    monkeypatch.setattr("onlinealter.sandbox.list_sandboxes", lambda: up)
    found = _call("sandbox", "sql", "SELECT 1")
    assert (found.exit_code, "sandbox start --sample" in found.stderr) == (ExitCode.SANDBOX, True)
    up.append(SimpleNamespace(id="a1", primary=Primary("a1")))
    assert _call("sandbox", "sql", "SELECT 1").stdout == "id\tname\n1\tZoë\n2\tNULL\n"
    assert _call("sandbox", "sql", "DELETE FROM t").stdout == ""
    up.append(SimpleNamespace(id="b1", primary=Primary("b1")))
    found = _call("sandbox", "sql", "SELECT 1")
    assert (found.exit_code, "a1, b1" in found.stderr) == (ExitCode.SANDBOX, True)
    found = _call("sandbox", "sql", "--id", "b1", "--json", "DELETE FROM t; SELECT 1")
    assert json.loads(found.stdout) == [[], [{"id": 1, "name": "Zoë"}, {"id": 2, "name": None}]]
    assert _call("sandbox", "sql", "--id", "c1", "SELECT 1").exit_code == ExitCode.SANDBOX
    assert _call("sandbox", "sql", "--id", "b1", " ; -- nothing").exit_code == ExitCode.USAGE
    assert ran == [("a1", "SELECT 1"), ("a1", "DELETE FROM t"), ("b1", "DELETE FROM t"), ("b1", "SELECT 1")]


def test_demo_ends_with_the_demonstrations_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is told the kind of server and the rows."""
    asked: list[object] = []

    def demonstrate(kind: ServerKind, rows: int, _reporter: object, _out: object, _stop: object) -> ExitCode:
        asked.extend((kind, rows))
        return ExitCode.DIFFERENT

    module: Any = ModuleType("onlinealter.demo")
    module.demonstrate = demonstrate
    monkeypatch.setitem(sys.modules, "onlinealter.demo", module)
    assert _call("demo", "--rows", "500").exit_code == ExitCode.DIFFERENT
    assert asked == [ServerKind.MYSQL, 500]


def test_help_loads_neither_the_driver_nor_the_screen() -> None:
    """So that it comes at once."""
    program = (
        "import sys; from onlinealter.cli.exits import run_command_line as run; run(['--help']);"
        "print([m for m in ('mysql', 'rich', 'sqlparse', 'onlinealter.sandbox') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "[]"


def test_no_screen_is_loaded_where_none_is_drawn() -> None:
    """A check of a small table would take a tenth longer for it."""
    program = (
        "import sys; from onlinealter.cli.exits import run_command_line as run;"
        "run(['check', '--quiet', '--dsn', 'mysql://nobody@127.0.0.1:1/d', '--table', 't', '--alter', 'FORCE']);"
        "print([m for m in ('rich', 'onlinealter.engine.alteration') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "['onlinealter.engine.alteration']"


def test_the_help_lists_every_command_once_under_what_it_is_for() -> None:
    """With examples at its end."""
    shown = _call("--help").output
    titles = [line.rstrip(":") for line in shown.splitlines() if re.fullmatch(r"[A-Z][a-z ]+:", line)]
    assert titles == ["Options", "Look", "Run", "Watch", "Undo", "Rehearse", "Try out"]
    listed = re.findall(r"^  ([a-z][a-z-]*)  ", shown, re.MULTILINE)
    assert sorted(listed) == sorted(online_alter.list_commands(click.Context(online_alter)))
    assert "online-alter rollback --dsn" in shown


@pytest.mark.parametrize("name", ["status", "pause", "resume", "stop"])
def test_what_looks_at_a_run_takes_no_change(name: str) -> None:
    """Its plan is in the journal; options that do nothing are no options."""
    assert _call(name, *_WHERE, "--alter", "FORCE").exit_code == ExitCode.USAGE
    assert "--where" not in _call(name, "--help").output


@pytest.mark.usefixtures("fake")
def test_status_leaves_out_what_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --active; without it nothing is left out."""
    over = replace(_STATUS, run="r0", state="done")
    monkeypatch.setattr(sys.modules["onlinealter.engine.alteration"], "read_status", lambda _: (over, _STATUS))
    assert [each["run"] for each in json.loads(_call("status", "--json", *_WHERE).stdout)] == ["r0", "r1"]
    assert [each["run"] for each in json.loads(_call("status", "--json", "--active", *_WHERE).stdout)] == ["r1"]
