"""``online-alter sandbox start``."""

from __future__ import annotations

from dataclasses import dataclass

import click

from onlinealter.cli.command import ALWAYS, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import Look, look_options
from onlinealter.cli.sandbox_text import write_sandboxes
from onlinealter.cli.server_kinds import SERVER_KINDS, server_option
from onlinealter.model.exit_codes import ExitCode


@dataclass(frozen=True)
class StartWords:
    """What is to be started."""

    server: str = SERVER_KINDS[0]
    replicas: int = 0


@command((*ALWAYS, ExitCode.SANDBOX))
@server_option
@click.option(
    "--replicas",
    type=click.IntRange(0, 9),
    default=StartWords.replicas,
    show_default=True,
    help="How many replicas it has.",
)
@look_options
def start(server: str, replicas: int, look: Look) -> None:
    """Start private servers, and print how to reach them.

    They live until they are stopped.
    """
    start_servers(StartWords(server, replicas), look)


def start_servers(words: StartWords, look: Look) -> None:
    """Start the servers, and print their DSNs."""
    from onlinealter.sandbox import ServerKind, start_sandbox

    def narrate(text: str) -> None:
        if not look.quiet:
            click.echo(text, err=True)

    with reporting(look):
        started = start_sandbox(ServerKind(words.server), replicas=words.replicas, detached=True, report=narrate)
    write_sandboxes([started], look)
