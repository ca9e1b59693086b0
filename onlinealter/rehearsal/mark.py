"""The mark by which a server is known as a release candidate: somebody has said so, once, on the server itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from onlinealter.model.errors import Refused
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import read_server
from onlinealter.mysql.values import text_of
from onlinealter.rehearsal import statements
from onlinealter.rehearsal.refusals import refuse_replica
from onlinealter.tables.facts import table_exists


@dataclass(frozen=True)
class Mark:
    """Who has marked the candidate, and when, in UTC."""

    marked_by: str
    marked_at: datetime


def mark(connection: Connection, schema: str, who: str) -> Mark:
    """Mark the server as a candidate. Raises Refused where that can't be one: it is a replica, or takes no writes."""
    server = read_server(connection)
    if server.read_only:
        raise Refused(f"{server.address} is read-only: a replica?", remedy="Mark a server of its own that takes writes.")
    refuse_replica(connection)
    connection.execute(statements.create_mark(schema))
    account = text_of(connection.value(statements.account_now()))
    connection.execute(statements.write_mark(schema), [server.identity, f"{who} (account {account})"])
    found = read_mark(connection, schema)
    if found is None:
        raise Refused(f"the mark in {schema}.{statements.MARK_TABLE} was taken away again", remedy="Call the command again.")
    return found


def unmark(connection: Connection, schema: str) -> bool:
    """Take the mark away; gives whether there was one."""
    there = table_exists(connection, schema, statements.MARK_TABLE)
    connection.execute(statements.drop_table(schema, statements.MARK_TABLE))
    return there


def read_mark(connection: Connection, schema: str) -> Mark | None:
    """The schema's mark; None without one, also where it was made on another server and came here with a dump."""
    if not table_exists(connection, schema, statements.MARK_TABLE):
        return None
    row = connection.row(statements.select_mark(schema))
    if row is None or text_of(row[0]) != read_server(connection).identity:
        return None
    return Mark(text_of(row[1]), row[2])


def in_utc(at: datetime) -> datetime:
    """A time of the server, which is in UTC and doesn't say so."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
