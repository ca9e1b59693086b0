"""The command line's commands, in the order in which they are needed."""

from __future__ import annotations

import click

from onlinealter import __version__
from onlinealter.cli.command import LazyGroup

_SECTIONS = {
    "Look": ("new-plan", "check", "estimate", "plan", "pending"),
    "Run": ("run", "prepare", "execute", "verify", "cutover", "cleanup", "sql", "apply"),
    "Watch": ("status", "history", "pause", "resume", "stop", "set"),
    "Undo": ("abort", "rollback"),
    "Rehearse": ("candidate", "template", "dry-run", "report", "profile"),
    "Try out": ("sandbox", "demo"),
}
_EXAMPLES = """\b
Examples:
  online-alter check --dsn mysql://alter@db1/shop --table orders --alter "ADD note TEXT"
  online-alter run --dsn mysql://alter@db1/shop --table orders --alter "ADD note TEXT"
  online-alter status --dsn mysql://alter@db1/shop --watch
  online-alter rollback --dsn mysql://alter@db1/shop --table orders
"""
_FILES = {"set": "set_live"}  # a name that shades none of Python's


def _place(name: str) -> str:
    word = name.replace("-", "_")
    word = _FILES.get(word, word)
    return f"onlinealter.cli.{word}:{word}"


def _show_version(context: click.Context, _: click.Parameter, given: bool) -> None:
    if not given or context.resilient_parsing:
        return
    from onlinealter.cli.commit import read_commit  # asks git in a checkout

    commit = read_commit()
    click.echo(f"online-alter, version {__version__}" + (f" (commit {commit})" if commit else ""))
    context.exit()


@click.group(
    name="online-alter",
    cls=LazyGroup,
    places={name: _place(name) for names in _SECTIONS.values() for name in names},
    sections=_SECTIONS,
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version and exit."
)
def online_alter() -> None:
    """Change the definition of a big, busy MySQL or MariaDB table while the applications keep using it.

    Name what to alter by a plan file, or by --dsn, --table and --alter. `online-alter run` does everything up to and
    including the swap; each phase is a command of its own, too. After an interruption, give the same command again.
    """
