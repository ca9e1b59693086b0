"""The one question: whether the tables may be swapped."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from onlinealter.cli.signals import ordinary_interrupts
from onlinealter.model.errors import Interrupted, UsageFault
from onlinealter.report.output import Output


def person_present() -> bool:
    """Whether somebody can be asked: stdin and stderr are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def consent(yes: bool, question: str, output: Output) -> Callable[[], bool]:
    """What the engine asks before the swap. Raises UsageFault at once when there is nobody to answer."""
    if yes:
        return lambda: True
    if not person_present():
        raise UsageFault(
            "nobody can be asked before the swap: stdin or stderr is no terminal",
            remedy="Give --yes to swap without a question.",
        )
    return lambda: _ask(question, output)


def _ask(question: str, output: Output) -> bool:
    output.close()  # the live screen makes way; the next event opens it again
    try:
        with ordinary_interrupts():
            return click.confirm(question, default=False, err=True)
    except click.Abort as error:
        click.echo(err=True)  # the question's line ends here
        raise Interrupted("stopped at the question", remedy="The same command goes on from here.") from error
