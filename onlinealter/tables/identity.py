"""How a table is known again whatever its name, and how a statement is tied to the tables as they were looked at.

InnoDB's number of a table stays with it through every RENAME, and changes with TRUNCATE and with a rebuild.
"""

from __future__ import annotations

from collections.abc import Sequence

from onlinealter.model.errors import Refused, ServerError
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice.account import grant_to_own
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server
from onlinealter.mysql.values import text_of
from onlinealter.tables import statements


def table_id(connection: Connection, server: Server, schema: str, table: str) -> str:
    """What a table is known by; empty when there is no such table. Partitions count together.

    Raises Refused where the account may not look: without identities nothing could be swapped or dropped safely.
    """
    return _answer(connection, statements.ask(statements.identity(server, schema, table)))


def id_of(connection: Connection, server: Server, schema: str, table: str) -> str:
    """The same of a table that is there.

    Raises Refused where the server lists no such table: nobody could tell it from another one of its name.
    """
    identity = table_id(connection, server, schema, table)
    if not identity:
        raise Refused(
            f"{schema}.{table} is not among the tables that InnoDB lists: nobody could tell it from another of that name",
            remedy="If somebody dropped it, run the same command again; if its name isn't plain ASCII, rename it first.",
        )
    return identity


def index_ids(connection: Connection, server: Server, schema: str, table: str) -> frozenset[int]:
    """What its indexes are known by; partitions have their own each."""
    return frozenset(int(row[0]) for row in connection.rows(statements.index_ids(server, schema, table)))


def read_stamp(connection: Connection, server: Server, schema: str, tables: Sequence[str]) -> str:
    """A text that changes with the identity, the definition or the triggers of one of these tables."""
    return _answer(connection, statements.ask(statements.stamp(server, schema, tables)))


def while_stamped(server: Server, schema: str, tables: Sequence[str], stamp: str) -> str:
    """A query that fails (error 1690) unless the tables are as they were when the stamp was read."""
    return statements.fails_unless(statements.equals(statements.stamp(server, schema, tables), stamp))


def while_it_is(server: Server, schema: str, table: str, identity: str, beside: Sequence[str] = ()) -> str:
    """A query that fails (error 1690) unless the name leads to the table of that identity, and those beside it exist."""
    conditions = [statements.equals(statements.identity(server, schema, table), identity)]
    conditions += [statements.exists(server, schema, other) for other in beside]
    return statements.fails_unless(" AND ".join(conditions))


def is_empty(connection: Connection, schema: str, table: str) -> bool:
    return bool(connection.value(statements.ask(statements.is_empty(schema, table))))


def while_empty(schema: str, table: str) -> str:
    """A query that fails (error 1690) if the table has a row."""
    return statements.fails_unless(statements.is_empty(schema, table))


def _answer(connection: Connection, sql: str) -> str:
    try:
        found = connection.value(sql)
    except ServerError as error:
        if error.number != error_numbers.SPECIFIC_ACCESS_DENIED:
            raise
        raise Refused(
            f"the account may not read which table is which on {connection.account.address} (error {error.number})",
            remedy=grant_to_own(connection, "PROCESS"),
        ) from error
    return text_of(found or "")
