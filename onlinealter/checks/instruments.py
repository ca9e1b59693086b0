"""MySQL: does the server keep book of transactions and metadata locks? Without it nobody seems to use the table."""

from __future__ import annotations

from onlinealter.checks.check import TableInput, refusal
from onlinealter.checks.statements import switch_on
from onlinealter.model.errors import ServerError
from onlinealter.model.findings import Finding
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice import statements
from onlinealter.mysql.instruments import has_unseen_sessions, switched_off

NAME = "instruments"


def check(context: TableInput) -> list[Finding]:
    """The performance schema is on, and notes what is needed of everybody."""
    if context.server.is_mariadb:
        return []
    table = context.original.name
    if not context.server.performance_schema:
        return [
            refusal(
                NAME,
                f"performance_schema is OFF on {context.server.address}: it can't be seen who uses {table}",
                "Write performance_schema = ON into the server's option file ([mysqld]) and restart it.",
            )
        ]
    try:
        off = switched_off(context.connection, context.server)
        unseen = not off and has_unseen_sessions(context.connection, context.server)
    except ServerError as error:
        if error.number != error_numbers.TABLE_ACCESS_DENIED:
            raise
        return []  # 'privileges' names what is missing
    if off:
        return [_off(context, off)]
    return [_unseen(context)] if unseen else []


def _off(context: TableInput, off: tuple[tuple[str, str], ...]) -> Finding:
    updates = "; ".join(switch_on(kind, name) for kind, name in off)
    return refusal(
        NAME,
        f"the performance schema of {context.server.address} doesn't note {', '.join(name for _, name in off)}: it can't be"
        f" seen who uses {context.original.name}",
        f"{updates}; Transactions that are open now are seen only after their end.",
    )


def _unseen(context: TableInput) -> Finding:
    return refusal(
        NAME,
        f"the performance schema of {context.server.address} leaves sessions out (setup_actors, threads): it can't be seen"
        f" whether they use {context.original.name}",
        f"{statements.note_all_sessions()} If no row is for everybody: {statements.note_everybody()}",
    )
