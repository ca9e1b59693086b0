"""How the ways a command can end become words and exit codes."""

from __future__ import annotations

import json

import click
import pytest

from onlinealter.cli.exits import exit_code_of, reporting, run_command_line
from onlinealter.cli.options import OutputOptions
from onlinealter.cli.passwords import remember_password
from onlinealter.model import errors
from onlinealter.model.errors import OnlineAlterError, Refused, UsageFault
from onlinealter.model.exit_codes import ExitCode

Captured = pytest.CaptureFixture[str]


def _raising(error: BaseException) -> int:
    def command() -> None:
        raise error

    return exit_code_of(command)


_ERRORS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, OnlineAlterError)]


@pytest.mark.parametrize("kind", _ERRORS)
def test_every_expected_error_ends_with_its_own_code_and_no_traceback(
    kind: type[OnlineAlterError], capsys: Captured
) -> None:
    """Its message and reference are shown."""
    error = kind(1234, "text") if kind is errors.ServerError else kind("what happened")
    assert _raising(error) == kind.exit_code
    shown = capsys.readouterr().err
    assert kind.reference in shown
    assert "Traceback" not in shown


def test_every_exit_code_has_a_home_of_its_own() -> None:
    """Only related errors share one."""
    shared = [kind.exit_code for kind in _ERRORS if kind is not OnlineAlterError]
    assert {code for code in shared if shared.count(code) > 1} == {
        ExitCode.SERVER, ExitCode.BLOCKED, ExitCode.REHEARSAL, ExitCode.UNREACHABLE,
    }  # fmt: skip


def test_an_error_within_a_command_is_shown_once(capsys: Captured) -> None:
    """By the output that followed the command."""

    def command() -> None:
        with reporting(OutputOptions()):
            raise Refused("no copy key", remedy="Add a primary key.")

    with pytest.raises(click.exceptions.Exit) as caught:
        command()
    assert caught.value.exit_code == ExitCode.REFUSED
    assert capsys.readouterr().err == "error    no copy key [refused]\nnext     Add a primary key.\n"


def test_a_command_that_ends_well_gives_zero() -> None:
    """Or the code that it gives itself."""
    assert exit_code_of(lambda: None) == 0
    assert exit_code_of(lambda: ExitCode.DIFFERENT) == 6


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_an_interrupt_ends_with_130(error: BaseException, capsys: Captured) -> None:
    """Without a traceback."""
    assert _raising(error) == 130
    assert capsys.readouterr().err == (
        "stopped  stopped on request [interrupted]\nnext     Run the same command again to continue.\n"
    )


def test_a_reader_that_has_seen_enough_is_no_failure(capsys: Captured) -> None:
    """As with `plan | head`."""
    assert _raising(BrokenPipeError()) == 0
    assert capsys.readouterr() == ("", "")


def test_a_bug_shows_its_traceback_without_passwords_and_asks_for_a_report(capsys: Captured) -> None:
    """It has an exit code of its own."""
    remember_password("hunter2")
    assert _raising(ValueError("no access with hunter2")) == ExitCode.BUG
    shown = capsys.readouterr().err
    assert "Traceback" in shown
    assert "ValueError: no access with …" in shown
    assert "Please report it" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--jsn"], "No such option '--jsn'"),
        (["runn"], "No such command 'runn'"),
        (["demo", "--rows", "x"], "'x' is not a valid integer"),
        (["sandbox", "start", "--server", "oracle"], "'oracle' is not one of"),
        (["new-plan"], "Missing argument 'TABLE'"),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_says_where_to_look(
    arguments: list[str], message: str, capsys: Captured
) -> None:
    """In the same form as every other error."""
    assert run_command_line(arguments) == ExitCode.USAGE
    shown = capsys.readouterr()
    assert message in shown.err
    assert "--help` says what it takes." in shown.err
    assert shown.out == ""


def test_a_wrong_command_line_is_json_where_json_was_asked_for(capsys: Captured) -> None:
    """Programs read it from stdout."""
    assert run_command_line(["run", "--json", "--nonsense"]) == 2
    assert json.loads(capsys.readouterr().out)["exit_code"] == 2


def test_a_bare_command_shows_the_help() -> None:
    """But it was not what was meant."""
    assert run_command_line([]) == ExitCode.USAGE


def test_quiet_shows_errors_still(capsys: Captured) -> None:
    with pytest.raises(click.exceptions.Exit), reporting(OutputOptions(quiet=True)):
        raise UsageFault("wrong")
    assert capsys.readouterr().err.startswith("error    wrong")
