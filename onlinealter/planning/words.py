"""The plan's expressions, tried on an empty temporary table: can the server read them, and does each mean the same whenever
it is computed? Triggers, copy and verification each compute it.
"""

from __future__ import annotations

from collections.abc import Mapping

from onlinealter.model.errors import Refused, ServerError, UsageFault
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.planning import statements
from onlinealter.sql import quoting
from onlinealter.tables.alter_clause import lex
from onlinealter.tables.expression import parse
from onlinealter.tables.facts import Column

# Refused by one server or the other for the session's time zone or language; ours are fixed wherever they are computed.
_FIXED_BY_US = frozenset({"UNIX_TIMESTAMP", "FROM_UNIXTIME", "DATE_FORMAT"})


def try_words(
    connection: Connection, schema: str, table: str, columns: tuple[Column, ...], expressions: Mapping[str, str]
) -> None:
    """Try expressions over a table's columns; the mapping's keys say where each stands in the plan.

    Raises UsageFault where the server can't read one, Refused where one isn't fixed by its row.
    """
    if not expressions:
        return
    names = [column.name for column in columns]
    for place, sql in expressions.items():
        connection.execute(statements.drop_words(schema))
        connection.execute(statements.create_words(schema, table, names))
        try:
            connection.execute(statements.try_words(schema, parse(_with_fixed(sql), names).over(quoting.name)))
        except ServerError as error:
            raise _complaint(place, sql, error, names) from None
        finally:
            connection.execute(statements.drop_words(schema))


def _with_fixed(sql: str) -> str:
    """The expression with another function in place of those that are fixed by us; without arguments they stay."""
    parts = list(lex(sql))
    written = []
    for place, (_, value) in enumerate(parts):
        after = "".join(text for _, text in parts[place + 1 : place + 6]).replace(" ", "")
        takes_something = after.startswith("(") and not after.startswith("()")
        written.append("COALESCE" if value.upper() in _FIXED_BY_US and takes_something else value)
    return "".join(written)


def _complaint(place: str, sql: str, error: ServerError, names: list[str]) -> Exception:
    if error.number in error_numbers.NOT_FIXED:
        return Refused(
            f"{place} is not fixed by its row: {sql} (the server: {error.text})",
            remedy="Triggers, copy and verification each compute it, at different moments in different sessions: write "
            "constants instead of NOW(), RAND() and the like, and no variables, subqueries or stored functions.",
        )
    if error.number == error_numbers.UNKNOWN_COLUMN:
        return UsageFault(f"{place} names an unknown column: {error.text}", remedy=f"The row has: {', '.join(names)}.")
    return UsageFault(
        f"the server can't read {place}: {sql} (error {error.number}: {error.text})", remedy="Mend it in the plan."
    )
