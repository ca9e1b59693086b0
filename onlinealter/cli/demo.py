"""``online-alter demo``."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import click

from onlinealter.cli.command import command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, look_options
from onlinealter.cli.server_kinds import SERVER_KINDS, server_option
from onlinealter.model.exit_codes import ExitCode


@dataclass(frozen=True)
class DemoWords:
    """What is to be shown."""

    server: str = SERVER_KINDS[0]
    rows: int = 200_000


@command(tuple(ExitCode))
@server_option
@click.option("--rows", type=click.IntRange(1), default=DemoWords.rows, show_default=True, help="Rows of the table.")
@look_options
def demo(server: str, rows: int, output_options: OutputOptions) -> None:
    """Alter a table with traffic on private servers, and watch.

    The result is compared with that of MySQL's own ALTER. Nothing is left behind.
    """
    show_demo(DemoWords(server, rows), output_options)


def show_demo(words: DemoWords, output_options: OutputOptions) -> None:
    """Run the demonstration, and exit as it ends."""
    from onlinealter.cli.signals import stopped_by_signals
    from onlinealter.demo import demonstrate
    from onlinealter.sandbox import ServerKind

    with reporting(output_options) as output, stopped_by_signals(output) as stop:
        code = demonstrate(ServerKind(words.server), words.rows, output, sys.stdout, stop)
    raise click.exceptions.Exit(code)
