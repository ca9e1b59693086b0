"""``online-alter template``."""

from __future__ import annotations

import click

from onlinealter.cli.command import LazyGroup

_NAMES = ("create", "refresh", "list", "remove")


@click.group(cls=LazyGroup, places={name: f"onlinealter.cli.template_{name}:{name}_template" for name in _NAMES})
def template() -> None:
    """Keep loaded dumps at hand, for `online-alter dry-run --template`."""
