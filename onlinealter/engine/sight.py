"""What may come to be so on the server in mid-run, and would let the guards see nothing or the triggers miss writes."""

from __future__ import annotations

from onlinealter.model.errors import Changed, Refused, ServerError
from onlinealter.mysql.advice.account import grant_to_own
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.instruments import is_blind
from onlinealter.mysql.replication import sources
from onlinealter.mysql.server import Server


def check_sight(connection: Connection, server: Server) -> None:
    """Raise Changed when the server has begun to apply another's binlog, or when it no longer notes who uses a table."""
    if found := sources(connection):
        raise Changed(
            f"{connection.account.address} has become a replica of {', '.join(found)}: rows that come that way fire no"
            " trigger, and may be missing",
            remedy="Before the cutover call 'online-alter abort'; after it, end the replication (STOP REPLICA;"
            " RESET REPLICA ALL;) and compare the two tables.",
        )
    if _is_blind(connection, server):
        raise Changed(
            f"the performance schema of {connection.account.address} no longer notes who uses a table",
            remedy="'online-alter check' says what to turn on; then run the same command again.",
        )


def may_not_look(connection: Connection) -> Refused:
    """The error if the account lacks PROCESS: an empty list of transactions would mean nothing."""
    return Refused(
        f"the account may not see the transactions of {connection.account.address}: one that the swap must wait for would go"
        " unnoticed",
        remedy=f"{grant_to_own(connection, 'PROCESS')} Then run the same command again.",
    )


def _is_blind(connection: Connection, server: Server) -> bool:
    try:
        return is_blind(connection, server)
    except ServerError:
        return False  # the account never could look there, as the check 'privileges' has said
