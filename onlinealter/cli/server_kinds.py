"""The kinds of private servers, as words; the same as ``onlinealter.sandbox.ServerKind``, which takes long to load."""

from __future__ import annotations

import click

SERVER_KINDS = ("mysql", "mariadb", "mariadb-10.11")

server_option = click.option(
    "--server",
    type=click.Choice(SERVER_KINDS),
    default=SERVER_KINDS[0],
    show_default=True,
    help="The kind of server.",
)
