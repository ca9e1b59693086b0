"""``online-alter sandbox sql``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from onlinealter.cli.command import ALWAYS, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, look_options
from onlinealter.cli.stdout import write_data, write_json
from onlinealter.model.errors import SandboxError, UsageFault
from onlinealter.model.exit_codes import ExitCode

if TYPE_CHECKING:
    from onlinealter.sandbox import Sandbox  # loads the driver, which --help does without


@command((*ALWAYS, ExitCode.SERVER, ExitCode.SANDBOX))
@click.argument("statements")
@click.option("--id", "sandbox_id", default=None, metavar="ID", help="Which sandbox; not needed where only one is up.")
@look_options
def sql(statements: str, sandbox_id: str | None, output_options: OutputOptions) -> None:
    """Run SQL statements on a sandbox's primary, as its administrator.

    Several are separated by semicolons; - reads them from stdin. Rows come as tab-separated columns below their names.

    \b
    online-alter sandbox sql 'SELECT * FROM shop.customers LIMIT 3'
    online-alter sandbox sql 'SHOW CREATE TABLE shop.customers'
    online-alter sandbox sql - < changes.sql
    """  # noqa: D301 - click's sign for lines that stay as they are
    run_sql(sys.stdin.read() if statements == "-" else statements, sandbox_id, output_options)


def run_sql(statements: str, sandbox_id: str | None, output_options: OutputOptions) -> None:
    """Run the statements one by one, and print what they give; the first error ends it."""
    from onlinealter.tables.whole_statement import split_statements

    with reporting(output_options):
        split = split_statements(statements)
        if not split:
            raise UsageFault("no statement is given", remedy="`online-alter sandbox sql --help` has examples.")
        with _chosen(sandbox_id).primary.connect() as connection:
            found = [connection.named_rows(each.text) for each in split]
    if output_options.json:
        write_json([[{name: _plain(value) for name, value in row.items()} for row in rows] for rows in found])
    elif any(found):
        write_data("\n\n".join(_table(rows) for rows in found if rows))


def _chosen(sandbox_id: str | None) -> Sandbox:
    """Raises SandboxError where no such sandbox is up, or several are and none is named."""
    from onlinealter.sandbox import list_sandboxes

    up = list_sandboxes()
    chosen = [sandbox for sandbox in up if sandbox_id in (None, sandbox.id)]
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        ids = ", ".join(sandbox.id for sandbox in chosen)
        raise SandboxError(f"{len(chosen)} sandboxes are up: {ids}", remedy="Name one with --id.")
    if sandbox_id is None:
        raise SandboxError("no sandbox is up", remedy="`online-alter sandbox start --sample` starts one.")
    raise SandboxError(f"there is no sandbox {sandbox_id}", remedy="`online-alter sandbox status` lists them.")


def _table(rows: Sequence[Mapping[str, object]]) -> str:
    lines = [[_plain(value) for value in row.values()] for row in rows]
    texts = [["NULL" if value is None else str(value) for value in line] for line in lines]
    return "\n".join("\t".join(line) for line in (rows[0], *texts))


def _plain(value: object) -> str | int | float | None:
    """As JSON has it."""
    match value:
        case None | int() | float():
            return value
        case bytes() | bytearray():
            return value.decode("utf-8", "replace")
    return str(value)
