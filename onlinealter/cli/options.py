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
class TargetArguments:
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
    shards: Path | None = None
    only: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutputOptions:
    """How a command tells what it does."""

    json: bool = False
    quiet: bool = False
    log_file: Path | None = None


def target_options(function: Function) -> Function:
    """Add the options that name a target; they come as one ``words``."""
    return _stack(
        _bundle(function, TargetArguments, "words"),
        plan_file_argument,
        dsn_option,
        table_option,
        click.option(
            "--alter",
            multiple=True,
            default=TargetArguments.alter,
            metavar="CLAUSES",
            help='The clauses of the ALTER TABLE: "ADD COLUMN …, DROP INDEX …". Repeatable.',
        ),
        click.option(
            "--where",
            default=TargetArguments.where,
            metavar="CONDITION",
            help='Copy only the rows that match: "deleted_at IS NULL". The others are dropped.',
        ),
        allow_option,
        replica_option,
        settings_option,
        *credential_options,
        *shards_options,
    )


def run_target_options(function: Function) -> Function:
    """Add the options that name a table or a run that is there already; they come as one ``words``."""
    return _stack(
        _bundle(function, TargetArguments, "words"), plan_file_argument, dsn_option, table_option, replica_option,
        *credential_options, *shards_options,
    )  # fmt: skip


def report_options(function: Function) -> Function:
    """Add the options that name a run or a record to be shown; they come as one ``words``."""
    return _stack(
        _bundle(function, TargetArguments, "words"), _named("[PLAN.toml|RUN|FILE.json]"), dsn_option, table_option,
        replica_option, *credential_options, *shards_options,
    )  # fmt: skip


def table_options(function: Function) -> Function:
    """Add the options that name a table of one server; they come as one ``words``."""
    return _stack(
        _bundle(function, TargetArguments, "words"), plan_file_argument, dsn_option, table_option, *credential_options
    )


def server_options(function: Function) -> Function:
    """Add the options that say where and how something else than one plan is done; they come as the ``words``."""
    return _stack(
        _bundle(function, TargetArguments, "words"), dsn_option, replica_option, settings_option, *credential_options
    )


def folder_options(function: Function) -> Function:
    """Add the options that say where a folder's plans are applied: on a server, or on shards; they come as the ``words``."""
    return _stack(
        _bundle(function, TargetArguments, "words"), dsn_option, replica_option, settings_option, *credential_options,
        *shards_options,
    )  # fmt: skip


def look_options(function: Function) -> Function:
    """Add the options for what is shown; they come as one ``output_options``."""
    return _stack(
        _bundle(function, OutputOptions, "output_options"),
        click.option("--json", is_flag=True, default=OutputOptions.json, help="Write JSON on stdout, for programs."),
        click.option("--quiet", is_flag=True, default=OutputOptions.quiet, help="Show errors only."),
    )


def work_options(function: Function) -> Function:
    """Add the options for what is shown of work that may last; they come as one ``output_options``."""
    return _stack(
        look_options(function),
        click.option(
            "--log-file",
            type=click.Path(path_type=Path, dir_okay=False),
            default=OutputOptions.log_file,
            metavar="FILE",
            help="Also append each message to this file, with date and time, whatever the screen shows.",
        ),
    )


def complete_settings(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The settings that the shell may write for the beginning of one."""
    return _settings_like(begun, live=False)


def complete_live_settings(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The same of those that can be changed while a run is at work."""
    return _settings_like(begun, live=True)


def _settings_like(begun: str, *, live: bool) -> list[str]:
    from onlinealter.planning.setting_values import SETTINGS

    names = [name for name, known in SETTINGS.items() if known.metadata["live"] or not live]
    written = [name.replace("_", "-") if "-" in begun else name for name in names]
    return [f"{name}=" for name in written if name.startswith(begun)]


_MAX_PAUSE = click.option(
    "--max-pause",
    type=float,
    default=None,
    metavar="SECONDS",
    help="Stop when the copy has to pause for longer than this; the same command resumes it. The setting max_pause.",
)
_WINDOW = click.option(
    "--window",
    default=None,
    metavar="HH:MM-HH:MM",
    help="Swap only at this time of day: '22:30-01:00' of this machine, or '22:30-01:00 Europe/Berlin'. The setting"
    " cutover_window.",
)
_KILL_BLOCKERS = click.option(
    "--kill-blockers",
    is_flag=True,
    default=False,
    help="Kill sessions that block us for more than kill_grace seconds. The setting kill_blockers.",
)
_SETTINGS_OF = {"max_pause": "max_pause", "window": "cutover_window", "kill_blockers": "kill_blockers"}


def pause_options(function: Function) -> Function:
    """Add what a copy or a comparison is often told; it comes with the ``words``."""
    return _MAX_PAUSE(_into_settings(function))


def ddl_options(function: Function) -> Function:
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
    def folded(words: TargetArguments, **given: Any) -> None:  # noqa: ANN401 - what click has parsed
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


def _named(metavar: str) -> Callable[[Function], Function]:
    return click.argument("plan_file", metavar=metavar, required=False, type=click.Path(path_type=Path))


plan_file_argument = _named("[PLAN.toml|RUN]")
table_option = click.option("--table", default=TargetArguments.table, metavar="NAME", help="The table, or SCHEMA.TABLE.")
dsn_option = click.option(
    "--dsn",
    default=TargetArguments.dsn,
    metavar="DSN",
    help="The server: mysql://USER@HOST:PORT/DATABASE. Parts that it leaves out come from ONLINE_ALTER_DSN, then from"
    " the environment variables and option files of MySQL's clients.",
)
allow_option = click.option(
    "--allow",
    multiple=True,
    default=TargetArguments.allow,
    metavar="KIND:COLUMN",
    help="Accept a data loss that `check` refused, such as truncate:name. Repeatable.",
)
replica_option = click.option(
    "--replica",
    "replicas",
    multiple=True,
    default=TargetArguments.replicas,
    metavar="DSN",
    help="A replica to watch and verify on. Parts that it leaves out are those of --dsn. Repeatable.",
)
settings_option = click.option(
    "--set",
    "settings",
    multiple=True,
    default=TargetArguments.settings,
    metavar="KEY=VALUE",
    shell_complete=complete_settings,
    help="Override a setting of the plan; `online-alter new-plan` lists them. Repeatable.",
)
answer_option = click.option(
    "--answer",
    type=click.Choice(["go", "stop"]),
    default=None,
    help="With --shards: the answer to the question before the next wave.",
)
shards_options = (
    click.option(
        "--shards",
        type=click.Path(path_type=Path),
        default=TargetArguments.shards,
        metavar="FILE",
        help="Work on all shards that this file lists (docs/shards.md), instead of on one server.",
    ),
    click.option(
        "--only",
        multiple=True,
        default=TargetArguments.only,
        metavar="NAME",
        help="Only the shards with this name, or with names like 'eu-*'. Repeatable.",
    ),
    click.option(
        "--group",
        "groups",
        multiple=True,
        default=TargetArguments.groups,
        metavar="GROUP",
        help="Only the shards of this group. Repeatable.",
    ),
)
credential_options = (
    click.option(
        "--defaults-file",
        type=click.Path(path_type=Path),
        default=TargetArguments.defaults_file,
        metavar="FILE",
        help="Read this option file instead of the usual ones.",
    ),
    click.option(
        "--ask-password",
        is_flag=True,
        default=TargetArguments.ask_password,
        help="Ask for the password on the terminal if nothing else gives it.",
    ),
)


def _stack(function: Function, *options: Callable[[Function], Function]) -> Function:
    for option in reversed(options):
        function = option(function)
    return function


def _bundle(function: Function, kind: type[TargetArguments] | type[OutputOptions], parameter: str) -> Function:
    names = [each.name for each in fields(kind)]

    @functools.wraps(function)
    def bundled(**given: Any) -> None:  # noqa: ANN401 - what click has parsed
        own = {name: given.pop(name) for name in names if name in given}
        function(**{parameter: kind(**own)}, **given)

    return bundled
