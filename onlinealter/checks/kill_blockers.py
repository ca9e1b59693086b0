"""With kill_blockers: can who holds a lock be told for certain, and may the account end other sessions?"""

from __future__ import annotations

from onlinealter.checks import statements
from onlinealter.checks.check import TableInput, warning
from onlinealter.model.errors import ServerError
from onlinealter.model.findings import Finding
from onlinealter.mysql.advice import statements as advice
from onlinealter.mysql.advice.account import grant_to_own

NAME = "kill-blockers"
_OR = "Or leave kill_blockers out."
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
            f"On the primary: {advice.install_lock_list()} {_OR}"
            if mariadb
            else f"{grant_to_own(context.connection, 'SELECT', 'performance_schema.*')} {_OR}"
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
                f"{grant_to_own(context.connection, privilege)} {_OR}",
            )
        )
    return found


def _may_kill(context: TableInput) -> bool:
    grants = " ".join(str(row[0]) for row in context.connection.rows(statements.show_grants()))
    super_kills = context.server.version < (11, 0) if context.server.is_mariadb else True
    return any(each in grants for each in _MAY_KILL) or (super_kills and "SUPER" in grants)
