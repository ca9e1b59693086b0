"""XA transactions that were prepared and that no client holds any more: they end when somebody says so, perhaps in days.

MariaDB gives up their metadata locks when the client leaves, so that triggers are made and names exchanged
although such a transaction has written to the table. MySQL keeps the locks: our statements would wait for nobody to be seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.model.errors import ServerError
from onlinealter.mysql import error_numbers, statements
from onlinealter.mysql.connection import Connection, Row
from onlinealter.mysql.server import Server
from onlinealter.mysql.transactions import read_list
from onlinealter.mysql.values import text_of


@dataclass(frozen=True)
class Prepared:
    """InnoDB's numbers of such transactions, and the ids, as XA COMMIT takes them, of all that are prepared on the server.

    Which number has which id can't be told. Without XA_RECOVER_ADMIN (MySQL) there are no ids.
    """

    transactions: frozenset[int]
    xids: tuple[str, ...] = ()


def prepared_transactions(connection: Connection, server: Server, schema: str, tables: tuple[str, ...]) -> Prepared:
    """Those that may have used one of the tables: MySQL can tell, MariaDB can't. Needs PROCESS, else ServerError 1227."""
    xids = _xids(connection, server)
    if xids == ():
        return Prepared(frozenset())
    return Prepared(_without_client(connection, server, schema, tables), xids or ())


def _xids(connection: Connection, server: Server) -> tuple[str, ...] | None:
    """None where the account may not ask."""
    try:
        rows = connection.rows(statements.xa_recover(mariadb=server.is_mariadb))
    except ServerError as error:
        if error.number not in (error_numbers.XA_RECOVER_REFUSED, error_numbers.SPECIFIC_ACCESS_DENIED):
            raise
        return None
    return tuple(sorted(_as_sql(row, server) for row in rows))


def _as_sql(row: Row, server: Server) -> str:
    number, length, _, data = row
    text = text_of(data)
    if server.is_mariadb:
        return text
    digits = text.removeprefix("0x").lower()
    return f"X'{digits[: 2 * int(length)]}',X'{digits[2 * int(length) :]}',{int(number)}"


def _without_client(connection: Connection, server: Server, schema: str, tables: tuple[str, ...]) -> frozenset[int]:
    if not server.is_mariadb:
        try:
            return _numbers(read_list(connection, statements.transactions_without_client_on(schema, tables)))
        except ServerError as error:
            if error.number != error_numbers.TABLE_ACCESS_DENIED:
                raise
    return _numbers(read_list(connection, statements.transactions_without_client()))


def _numbers(rows: list[Row]) -> frozenset[int]:
    return frozenset(int(row[0]) for row in rows)
