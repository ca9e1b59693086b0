"""Handing opened tables on as the application's triggers need them.

MariaDB keeps opened tables for the next session. One that was last used by a plain statement bears that statement's number.
LOCK TABLES on the original opens it once for each trigger, and the first write then meets two of different numbers: error
1442, for this write and all that follow (measured on 10.11). A statement on the original opens what its triggers write, and
hands that on clean, if it comes before anybody else's: in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from onlinealter.copying import statements
from onlinealter.model.errors import ServerError
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection


@contextmanager
def handing_on(connection: Connection, table: str) -> Iterator[None]:
    """Statements on tables that the triggers of ``table``, a quoted name, write: on MariaDB one transaction, so that
    nobody's LOCK TABLES on ``table`` comes between.
    """
    if not connection.mariadb:
        yield
        return
    connection.execute("BEGIN")
    try:
        use_with_triggers(connection, table)
        yield
        use_with_triggers(connection, table)
        connection.execute("COMMIT")
    except ServerError:
        connection.execute("ROLLBACK")
        raise


def use_with_triggers(connection: Connection, table: str) -> None:
    """Open what the triggers of ``table``, a quoted name, write. Nothing where the table is not there."""
    try:
        connection.execute(statements.use_with_triggers(table))
    except ServerError as error:
        if error.number != error_numbers.NO_SUCH_TABLE:  # somebody renamed it: nobody writes to it under this name
            raise
