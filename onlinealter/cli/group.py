"""The command line's commands, in the order in which they are needed."""

from __future__ import annotations

import click

from onlinealter import __version__
from onlinealter.cli.command import LazyGroup

_COMMANDS = (
    "new-plan", "check", "plan", "run",
    "prepare", "execute", "verify", "cutover", "cleanup", "abort", "rollback",
    "status", "pause", "resume", "set", "demo", "sandbox",
)  # fmt: skip
_FILES = {"set": "set_live"}  # a name that shades none of Python's


def _place(name: str) -> str:
    word = name.replace("-", "_")
    word = _FILES.get(word, word)
    return f"onlinealter.cli.{word}:{word}"


@click.group(
    name="online-alter",
    cls=LazyGroup,
    places={name: _place(name) for name in _COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, package_name="onlinealter")
def online_alter() -> None:
    """Change the definition of a big, busy MySQL or MariaDB table while the applications keep using it.

    A target is a plan file, or --dsn with --table and --alter. `online-alter run` goes through all phases up to the
    swap; each phase is a command of its own, too. Every command can be given again after an interruption.
    """
