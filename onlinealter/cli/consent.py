"""The one question: whether the tables may be swapped."""

from __future__ import annotations

import sys
import termios
from collections.abc import Callable
from contextlib import suppress

import click

from onlinealter.cli.signals import ordinary_interrupts
from onlinealter.model.errors import Interrupted, UsageFault
from onlinealter.model.outlook import SwapOutlook
from onlinealter.model.plan import Plan, Settings
from onlinealter.planning.setting_values import written_setting
from onlinealter.report.output import Output
from onlinealter.report.readable import one_line
from onlinealter.report.swap_question import swap_question


def person_present() -> bool:
    """Whether somebody can be asked: stdin and stderr are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def consent(yes: bool, output: Output) -> Callable[[Callable[[], SwapOutlook]], bool]:
    """What the engine asks before the swap. Raises UsageFault at once when there is nobody to answer."""
    if yes:
        return lambda _: True
    if not person_present():
        raise UsageFault(
            "not a terminal, so the swap can't be confirmed",
            remedy="Pass --yes to swap without a question.",
        )
    return lambda look: ask(swap_question(look()), output)


def acceptance(output: Output) -> Callable[[Plan], bool]:
    """What the engine asks before it goes by a plan that only the journal has."""

    def accept(plan: Plan) -> bool:
        if not person_present():
            return False
        return ask(f"The journal's plan may be another's:\n{shown_plan(plan)}\nGo by it?", output)

    return accept


def shown_plan(plan: Plan) -> str:
    """A plan's change, for a person."""
    lines = [f"{plan.table}: {alter}" for alter in plan.alter]
    lines += [f"[columns] {name} = {sql}" for name, sql in plan.columns.items()]
    lines += [f"[reverse] {name} = {sql}" for name, sql in plan.reverse.items()]
    lines += [f"where {plan.where}"] if plan.where else []
    lines += [f"allow {each}" for each in plan.allow]
    usual = vars(Settings())
    lines += [written_setting(name, value) for name, value in vars(plan.settings).items() if value != usual[name]]
    return "\n".join(f"  {one_line(line)}" for line in lines)


def ask(question: str, output: Output) -> bool:
    """The answer to a yes-or-no question; what was typed before it was asked is no answer. Raises Interrupted at Ctrl-C."""
    output.close()  # the live screen makes way; the next event opens it again
    with suppress(termios.error, OSError, ValueError):  # stdin is no terminal
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
    try:
        with ordinary_interrupts():
            return click.confirm(question, default=False, err=True)
    except click.Abort as error:
        click.echo(err=True)  # the question's line ends here
        raise Interrupted("stopped at the question", remedy="Run the same command again to continue from here.") from error
