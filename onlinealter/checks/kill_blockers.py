"""With kill_blockers: can who holds a lock be told for certain, and may the account end other sessions?"""

from __future__ import annotations

from onlinealter.checks import statements
from onlinealter.checks.check import TableInput, warning
from onlinealter.model.errors import ServerError
from onlinealter.model.findings import Finding

NAME = "kill-blockers"
_MAY_KILL = ("CONNECTION_ADMIN", "CONNECTION ADMIN", "ALL PRIVILEGES ON *.*")


def check(context: TableInput) -> list[Finding]:
    """Nobody is ended on a guess: without either, the option does nothing, which is worth a warning."""
    if not context.settings.kill_blockers:
        return []
    found, mariadb = [], context.server.is_mariadb
    try:
        context.connection.rows(statements.count_lock_holders(mariadb=mariadb))
    except ServerError as error:
        remedy = (
            "INSTALL SONAME 'metadata_lock_info' on the primary, or leave kill_blockers out."
            if mariadb
            else "GRANT SELECT ON performance_schema.* to the account, or leave kill_blockers out."
        )
        message = (
            f"the server doesn't show for certain who holds a table's lock (error {error.number}): nobody will be killed"
        )
        found.append(warning(NAME, message, remedy))
    if not _may_kill(context):
        privilege = "CONNECTION ADMIN" if mariadb else "CONNECTION_ADMIN"
        found.append(
            warning(
                NAME,
                f"the account has no {privilege}: it can kill its own sessions only",
                f"GRANT {privilege} ON *.* TO the account, or leave kill_blockers out.",
            )
        )
    return found


def _may_kill(context: TableInput) -> bool:
    grants = " ".join(str(row[0]) for row in context.connection.rows(statements.show_grants()))
    super_kills = context.server.version < (11, 0) if context.server.is_mariadb else True
    return any(each in grants for each in _MAY_KILL) or (super_kills and "SUPER" in grants)
