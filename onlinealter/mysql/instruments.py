"""Whether MySQL's performance schema notes what our guards look for: where it doesn't, its tables are empty for everybody.

MariaDB's is off unless somebody turns it on; nothing is asked of it there.
"""

from __future__ import annotations

from onlinealter.mysql import statements
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server


def is_blind(connection: Connection, server: Server) -> bool:
    """Whether transactions or their metadata locks would not be seen. Raises ServerError where the account may not look."""
    if server.is_mariadb:
        return False
    return bool(connection.value(statements.count_switched_on()) != len(statements.SWITCHES))


def switched_off(connection: Connection, server: Server) -> tuple[tuple[str, str], ...]:
    """What is off, by table (consumers or instruments) and name; all of it where the server began without."""
    if server.is_mariadb:
        return ()
    rows = connection.rows(statements.show_switches())
    on = {(str(kind), str(name)) for kind, name, enabled in rows if str(enabled).upper() == "YES"}
    return tuple(switch for switch in statements.SWITCHES if switch not in on)


def has_unseen_sessions(connection: Connection, server: Server) -> bool:
    """Whether sessions are left out of what is noted, or new ones would be."""
    return not server.is_mariadb and bool(connection.value(statements.count_unseen_sessions()))
