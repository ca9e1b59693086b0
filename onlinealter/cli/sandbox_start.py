"""``online-alter sandbox start``."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

import click

from onlinealter.cli.command import ALWAYS, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, look_options
from onlinealter.cli.sandbox_text import write_sandboxes
from onlinealter.cli.server_kinds import SERVER_KINDS, server_option
from onlinealter.model.exit_codes import ExitCode

SAMPLE_ROWS = 100_000


@dataclass(frozen=True)
class StartWords:
    """What is to be started."""

    server: str = SERVER_KINDS[0]
    replicas: int = 0
    sample: bool = False


@command((*ALWAYS, ExitCode.SANDBOX))
@server_option
@click.option(
    "--replicas",
    type=click.IntRange(0, 9),
    default=StartWords.replicas,
    show_default=True,
    help="How many replicas to start.",
)
@click.option(
    "--sample",
    is_flag=True,
    default=StartWords.sample,
    help=f"Create the table shop.customers there, with {SAMPLE_ROWS:,} rows.",
)
@look_options
def start(server: str, replicas: int, sample: bool, output_options: OutputOptions) -> None:
    """Start private servers, and print how to reach them.

    They run until `online-alter sandbox stop`.

    \b
    online-alter sandbox start --sample
    online-alter sandbox sql 'SELECT COUNT(*) FROM shop.customers'
    online-alter sandbox stop --all
    """  # noqa: D301 - click's sign for lines that stay as they are
    start_servers(StartWords(server, replicas, sample), output_options)


def start_servers(words: StartWords, output_options: OutputOptions) -> None:
    """Start the servers, and print their DSNs."""
    from onlinealter.demo.sample import SAMPLE, make_sample
    from onlinealter.demo.statements import SCHEMA
    from onlinealter.engine.stop import StopFlag
    from onlinealter.sandbox import ServerKind, start_sandbox

    def narrate(text: str) -> None:
        if not output_options.quiet:
            click.echo(text, err=True)

    with reporting(output_options), ExitStack() as begun:
        started = start_sandbox(ServerKind(words.server), replicas=words.replicas, detached=True, report=narrate)
        begun.callback(started.stop)  # nobody would know of it
        if words.sample:
            narrate(f"filling {SAMPLE} with {SAMPLE_ROWS:,} rows")
            make_sample(started.primary, SAMPLE_ROWS, StopFlag())
        write_sandboxes([started], output_options)
        begun.pop_all()
    if words.sample and not output_options.json:
        narrate(f"next     export ONLINE_ALTER_DSN='{started.primary.dsn(SCHEMA)}'")
