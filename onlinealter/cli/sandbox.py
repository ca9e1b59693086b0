"""``online-alter sandbox``."""

from __future__ import annotations

import click

from onlinealter.cli.command import LazyGroup


@click.group(
    cls=LazyGroup, places={name: f"onlinealter.cli.sandbox_{name}:{name}" for name in ("start", "sql", "status", "stop")}
)
def sandbox() -> None:
    """Start and stop private throw-away servers, to try things out."""
