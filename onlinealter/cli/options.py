"""What commands share: the words that name a target, and how the command tells what it does."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import click

Function = Callable[..., None]


@dataclass(frozen=True)
class TargetWords:
    """The target as it was written on the command line."""

    plan_file: Path | None = None
    dsn: str = ""
    table: str = ""
    alter: tuple[str, ...] = ()
    where: str = ""
    allow: tuple[str, ...] = ()
    replicas: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    defaults_file: Path | None = None
    ask_password: bool = False


@dataclass(frozen=True)
class Look:
    """How a command tells what it does."""

    json: bool = False
    quiet: bool = False


def target_options(function: Function) -> Function:
    """Add the options that name a target; they come as one ``words``."""
    return _stack(
        _bundle(function, TargetWords, "words"),
        click.argument("plan_file", metavar="[PLAN.toml]", required=False, type=click.Path(path_type=Path)),
        dsn_option,
        click.option("--table", default=TargetWords.table, metavar="NAME", help="The table, or SCHEMA.TABLE."),
        click.option(
            "--alter",
            multiple=True,
            default=TargetWords.alter,
            metavar="CLAUSES",
            help='What ALTER TABLE would be given: "ADD COLUMN …, DROP INDEX …". Repeatable.',
        ),
        click.option(
            "--where",
            default=TargetWords.where,
            metavar="CONDITION",
            help='Rows for which this is not true are left out: "deleted_at IS NULL".',
        ),
        click.option(
            "--allow",
            multiple=True,
            default=TargetWords.allow,
            metavar="KIND:COLUMN",
            help="A loss that is meant, as the finding that refuses it names it. Repeatable.",
        ),
        click.option(
            "--replica",
            "replicas",
            multiple=True,
            default=TargetWords.replicas,
            metavar="DSN",
            help="A replica to watch and verify on; what is missing is taken from --dsn. Repeatable.",
        ),
        click.option(
            "--set",
            "settings",
            multiple=True,
            default=TargetWords.settings,
            metavar="KEY=VALUE",
            help="A setting, over the plan's; `online-alter new-plan` lists them. Repeatable.",
        ),
        *credential_options,
    )


def look_options(function: Function) -> Function:
    """Add the options for what is shown; they come as one ``look``."""
    return _stack(
        _bundle(function, Look, "look"),
        click.option("--json", is_flag=True, default=Look.json, help="Write JSON on stdout, for programs."),
        click.option("--quiet", is_flag=True, default=Look.quiet, help="Show errors only."),
    )


_MAX_PAUSE = click.option(
    "--max-pause",
    type=float,
    default=None,
    metavar="SECONDS",
    help="Stop, resumable, when a pause lasts longer: the setting longest_pause.",
)
_WINDOW = click.option(
    "--window",
    default=None,
    metavar="HH:MM-HH:MM",
    help="Swap at this time of day only, in the zone of this machine or the one named after it: the setting cutover_window.",
)
_KILL_BLOCKERS = click.option(
    "--kill-blockers",
    is_flag=True,
    default=False,
    help="End sessions that hold the table's lock for more than kill_grace seconds while we try: the setting kill_blockers.",
)
_SETTINGS_OF = {"max_pause": "longest_pause", "window": "cutover_window", "kill_blockers": "kill_blockers"}


def pause_options(function: Function) -> Function:
    """Add what a copy or a comparison is often told; it comes with the ``words``."""
    return _MAX_PAUSE(_into_settings(function))


def door_options(function: Function) -> Function:
    """Add what a definition change is often told; it comes with the ``words``."""
    return _KILL_BLOCKERS(_into_settings(function))


def swap_options(function: Function) -> Function:
    """Add what a cutover is often told; it comes with the ``words``."""
    return _WINDOW(_KILL_BLOCKERS(_into_settings(function)))


def run_options(function: Function) -> Function:
    """Add what a whole run is often told; it comes with the ``words``."""
    return _MAX_PAUSE(_WINDOW(_KILL_BLOCKERS(_into_settings(function))))


def _into_settings(function: Function) -> Function:
    @functools.wraps(function)
    def folded(words: TargetWords, **given: Any) -> None:  # noqa: ANN401 - what click has parsed
        settings = [
            f"{name}={str(value).lower() if value is True else value}"
            for option, name in _SETTINGS_OF.items()
            if (value := given.pop(option, None)) is not None and value is not False
        ]
        function(words=replace(words, settings=(*words.settings, *settings)), **given)

    return folded


def yes_option(question: str) -> Callable[[Function], Function]:
    """Add ``--yes``."""
    return click.option("--yes", is_flag=True, default=False, help=f"Don't ask {question}.")


dsn_option = click.option(
    "--dsn",
    default=TargetWords.dsn,
    metavar="DSN",
    help="The server: mysql://USER@HOST:PORT/DATABASE. What is missing comes from ONLINE_ALTER_DSN, the variables and"
    " option files of MySQL's clients.",
)
credential_options = (
    click.option(
        "--defaults-file",
        type=click.Path(path_type=Path),
        default=TargetWords.defaults_file,
        metavar="FILE",
        help="Read this option file instead of the usual ones.",
    ),
    click.option(
        "--ask-password",
        is_flag=True,
        default=TargetWords.ask_password,
        help="Ask for the password on the terminal if nothing else gives it.",
    ),
)


def _stack(function: Function, *options: Callable[[Function], Function]) -> Function:
    for option in reversed(options):
        function = option(function)
    return function


def _bundle(function: Function, kind: type[TargetWords] | type[Look], parameter: str) -> Function:
    names = [each.name for each in fields(kind)]

    @functools.wraps(function)
    def bundled(**given: Any) -> None:  # noqa: ANN401 - what click has parsed
        own = {name: given.pop(name) for name in names}
        function(**{parameter: kind(**own)}, **given)

    return bundled
