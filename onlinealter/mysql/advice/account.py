"""The own account, as the statement that gives it a right names it."""

from __future__ import annotations

from onlinealter.mysql.advice import statements
from onlinealter.mysql.connection import Connection


def own_account(connection: Connection) -> str:
    return statements.account_text(str(connection.value(statements.own_account())))


def grant_to_own(connection: Connection, privilege: str, on: str = "*.*") -> str:
    """For an administrator: the GRANT that the account lacks."""
    return statements.grant(privilege, own_account(connection), on)
