"""Locks that a backup takes on the whole server: FLUSH TABLES WITH READ LOCK keeps all from writing, LOCK INSTANCE FOR
BACKUP and BACKUP STAGE from changing definitions.
"""

from __future__ import annotations

from onlinealter.model.errors import ServerError
from onlinealter.model.events import Blocker
from onlinealter.mysql.backup_locks import statements
from onlinealter.mysql.connection import Connection

_UNNAMED = "a session that this server doesn't name (MariaDB: INSTALL SONAME 'metadata_lock_info' lets it)"


def backup_holders(connection: Connection) -> tuple[tuple[str, Blocker], ...] | None:
    """Who holds such a lock, each with its kind; None where the account may not look, or the server doesn't tell."""
    for sql in statements.backup_lock_holders(mariadb=connection.mariadb):
        try:
            rows = connection.rows(sql)
        except ServerError:
            continue  # the account may not look there, or the plugin isn't loaded
        return tuple(
            (str(row[4]), Blocker(int(row[0]), str(row[1] or ""), str(row[2] or ""), float(row[3] or 0))) for row in rows
        )
    return None


def backup_lock(connection: Connection, *, of_writes: bool = False) -> str:
    """Such a lock in words, with who holds it; ``of_writes`` only where it keeps all from writing. Empty without one."""
    holders = backup_holders(connection)
    if holders is not None:
        found = [(kind, who) for kind, who in holders if kind == statements.READ_LOCK or not of_writes]
        return ", ".join(f"{kind}, held by {who}" for kind, who in found)
    try:
        waiting = connection.value(statements.count_waiting_for_backup(mariadb=connection.mariadb))
    except ServerError:
        return ""
    return f"a backup's lock, held by {_UNNAMED}" if waiting else ""
