"""May the triggers write? They run with the rights of their definer, which is us, but not with all rights of our sessions.

A definer has its account's own rights and on MySQL those of its default roles: not what login activates
(activate_all_roles_on_login, mandatory_roles, and on MariaDB even the default role). Where these don't do, every write of
the application fails from the first trigger on.
"""

from __future__ import annotations

from onlinealter.checks import statements
from onlinealter.model.errors import ServerError
from onlinealter.mysql import error_numbers, session
from onlinealter.mysql.advice.account import own_account
from onlinealter.mysql.connection import Account, Connection, connect

# What the triggers do in the schema: read NEW, OLD and the row again, and write the shadow and the conflicts.
NEEDED = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRIGGER")
_ANSWER = 10.0  # seconds
DENIED = frozenset(
    {
        error_numbers.TABLE_ACCESS_DENIED,
        error_numbers.DATABASE_ACCESS_DENIED,
        error_numbers.SPECIFIC_ACCESS_DENIED,
        error_numbers.COLUMN_ACCESS_DENIED,
    }
)


def connect_as_definer(account: Account) -> Connection:
    """A session with the rights of a trigger that the account makes. It is in no schema: there the server would go on
    by the rights that the account had when the session came in.
    """
    connection = connect(account, read_timeout=_ANSWER)
    try:
        session.queue_for(connection, 1.0)  # a backup may keep definitions from being changed: no reason to wait
        become_definer(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def become_definer(connection: Connection) -> None:
    """Let the session have the roles of a definer as they are now; an error where the account is gone (MariaDB)."""
    connection.execute(statements.keep_definers_roles(mariadb=connection.mariadb))


def lacking(connection: Connection, schema: str, run: str) -> tuple[str, ...]:
    """What triggers need and a definer's session may not do; each is tried on a table that doesn't exist."""
    tries = statements.privilege_tries(schema, run)
    return tuple(privilege for privilege in NEEDED if answer(connection, tries[privilege]) in DENIED)


def answer(connection: Connection, sql: str) -> int:
    """The number of the error that the server answers with; 0 for none."""
    try:
        connection.rows(sql)
    except ServerError as error:
        return error.number
    return 0


def grants(connection: Connection, privileges: tuple[str, ...], schema: str) -> str:
    """The GRANT for these privileges. Where the schema's name holds wildcards it names all that a run needs: a grant on the
    exact name keeps those on a pattern from counting.
    """
    row = connection.row(statements.show_partial_revokes())
    wildcards = ("_" in schema or "%" in schema) and not (row and str(row[1]).upper() == "ON")
    context = tuple(statements.privilege_tries(schema, "")) if wildcards else privileges
    return statements.grant(context, schema, own_account(connection), wildcards=wildcards)
