"""``online-alter candidate``."""

from __future__ import annotations

import click

from onlinealter.cli.command import LazyGroup

_NAMES = ("mark", "unmark", "status")


@click.group(cls=LazyGroup, places={name: f"onlinealter.cli.candidate_{name}:{name}" for name in _NAMES})
def candidate() -> None:
    """Mark the servers on which `online-alter dry-run` may rehearse."""
