"""Sessions on the candidate that last as long as a rehearsal does."""

from __future__ import annotations

from onlinealter.engine.target import Target
from onlinealter.mysql import session
from onlinealter.mysql.connection import Connection, connect


def open_candidate(target: Target) -> Connection:
    """A session in the candidate's schema that may be idle for as long as phases take."""
    connection = connect(target.primary, database=target.schema)
    connection.execute(session.lasts())
    return connection
