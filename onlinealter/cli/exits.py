"""The one place where the ways a command can end become words and exit codes."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import click

from onlinealter.cli.group import online_alter
from onlinealter.cli.log_file import opened_log
from onlinealter.cli.options import OutputOptions
from onlinealter.cli.passwords import redacted
from onlinealter.cli.signals import raise_interrupt
from onlinealter.model.errors import Interrupted, OnlineAlterError, UsageFault
from onlinealter.model.exit_codes import ExitCode
from onlinealter.report.line_stream import Writable
from onlinealter.report.output import Output


def run_command_line(arguments: Sequence[str]) -> int:
    """Run a command and give its exit code."""
    signal.signal(signal.SIGTERM, raise_interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup has it
        signal.signal(signal.SIGHUP, raise_interrupt)
    return exit_code_of(lambda: online_alter.main(list(arguments), "online-alter", standalone_mode=False), arguments)


def exit_code_of(command: Callable[[], object], arguments: Sequence[str] = ()) -> int:
    """Call the command, and turn its end into an exit code; an error not shown yet is shown."""
    try:
        code = command()
    except SystemExit as error:
        code = error.code
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - nothing above this would show it
        code = _say(error, OutputOptions(json="--json" in arguments))
    _flush_stdout()
    return code if isinstance(code, int) else ExitCode.DONE


@contextmanager
def reporting(output_options: OutputOptions) -> Iterator[Output]:
    """An output for the command's course, which shows its failure and is closed at its end."""
    with opened_log(output_options.log_file) as log:
        output = _chosen(output_options, log)
        try:
            yield output
        except OnlineAlterError as error:
            output.error(error)
            raise click.exceptions.Exit(error.exit_code) from error
        finally:
            output.close()


def _say(error: BaseException, output_options: OutputOptions) -> ExitCode:
    match error:
        case click.exceptions.NoArgsIsHelpError():
            error.show()
            return ExitCode.USAGE
        case BrokenPipeError():
            return ExitCode.DONE  # who reads has seen enough
        case OnlineAlterError():
            return _show(error, output_options)
        case click.ClickException():
            return _show(_as_usage_fault(error), output_options)
        case KeyboardInterrupt() | click.Abort():
            return _show(Interrupted("stopped on request", remedy="Run the same command again to continue."), output_options)
    sys.stderr.write(redacted("".join(traceback.format_exception(error))))
    sys.stderr.write("\nThis is a fault of online-alter itself. Please report it, with the lines above.\n")
    return ExitCode.BUG


def _show(error: OnlineAlterError, output_options: OutputOptions) -> ExitCode:
    _chosen(output_options).error(error)
    return error.exit_code


def _chosen(output_options: OutputOptions, log: Writable | None = None) -> Output:
    from onlinealter.report.choose import choose_reporter  # rich takes its time, which --help hasn't

    return choose_reporter(json=output_options.json, quiet=output_options.quiet, log=log)


def _as_usage_fault(error: click.ClickException) -> UsageFault:
    path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "online-alter"
    return UsageFault(redacted(error.format_message()), remedy=f"`{path} --help` says what it takes.")


def _flush_stdout() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        # The reader is gone; what is left must not be tried again when the interpreter ends.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
