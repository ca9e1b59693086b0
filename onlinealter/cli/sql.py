"""``online-alter sql``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from onlinealter.cli.command import SWAPPING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, allow_option, run_options, server_options, work_options
from onlinealter.cli.signals import stopped_by_signals
from onlinealter.model.errors import UsageFault
from onlinealter.model.states import Phase

_PHASES = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER)


@command(SWAPPING)
@click.argument("statement", required=False)
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    metavar="FILE",
    help="Read the statement from this file.",
)
@click.option(
    "--min-rows",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Leave tables with fewer rows to the server's own ALTER TABLE.",
)
@allow_option
@click.option("--cleanup", is_flag=True, default=False, help="Drop the old table afterwards; no rollback is possible then.")
@server_options
@run_options
@work_options
def sql(
    words: TargetArguments,
    output_options: OutputOptions,
    statement: str | None,
    file: Path | None,
    min_rows: int,
    cleanup: bool,
) -> None:
    """Run one ALTER TABLE statement online, up to and including the swap.

    CREATE INDEX and DROP INDEX work, too; other statements are refused. It goes through all phases as `online-alter run
    --yes` does and never asks, so that other tools can call it. After an interruption, give the same command again. With -
    the statement is read from stdin.

    \b
    online-alter sql --dsn mysql://ops@db1/shop 'ALTER TABLE customer MODIFY name VARCHAR(200)'
    online-alter sql --dsn mysql://ops@db1/shop --min-rows 10000 'CREATE INDEX by_name ON customer (name)'
    online-alter sql --dsn mysql://ops@db1 --file change.sql
    """  # noqa: D301 - click's sign for lines that stay as they are
    from onlinealter.cli.credentials import find_servers
    from onlinealter.cli.target import Subject, chosen_changes, given_servers
    from onlinealter.engine import alteration
    from onlinealter.engine.plain_alter import alter_if_small
    from onlinealter.engine.target import Choices
    from onlinealter.planning.sql_text import plan_from_sql
    from onlinealter.planning.table_reference import TableReference

    with reporting(output_options) as output:
        found = plan_from_sql(_given(statement, file))
        plan = replace(found.plan, allow=words.allow)
        changes = chosen_changes(words.settings, "--set ")
        subject = Subject(TableReference(plan.table, found.schema), plan, changes, None)
        target = subject.target_on(find_servers(*given_servers(words, None), words))
        with stopped_by_signals(output) as stop:
            if min_rows and alter_if_small(target, min_rows, output, stop):
                return
            phases = (*_PHASES, Phase.CLEANUP) if cleanup else _PHASES
            alteration.advance(target, phases, output, stop, Choices(abort_when_hopeless=True))


def _given(statement: str | None, file: Path | None) -> str:
    """The statement's text. Raises UsageFault where none is given, or two."""
    if (statement is None) == (file is None):
        raise UsageFault(
            "no statement is given" if file is None else "a statement and --file are given",
            remedy="Give one of them; - as the statement reads it from stdin.",
        )
    try:
        if file is not None:
            return file.read_text(encoding="utf-8-sig")
        return sys.stdin.read() if statement == "-" else str(statement)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageFault(
            f"{file or 'stdin'} can't be read: {error}", remedy="It is to hold one SQL statement in UTF-8."
        ) from error
