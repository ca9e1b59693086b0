"""InnoDB's list of transactions, which is only renewed when nobody has read it for a tenth of a second."""

from __future__ import annotations

import time

from onlinealter.mysql.connection import Connection, Row

_RENEWED_AFTER = 0.11  # seconds


def read_list(connection: Connection, sql: str) -> list[Row]:
    """What a question about ``innodb_trx`` finds now and not some time ago: who asks more often than ten times a second
    is shown the same list for ever. Another program that does so keeps it old for everybody.
    """
    time.sleep(_RENEWED_AFTER)
    return connection.rows(sql)
