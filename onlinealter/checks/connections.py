"""Will the server give a run as many connections, statements and logins as it needs? With fewer it stops half-way, and its
triggers stay.
"""

from __future__ import annotations

import re

from onlinealter.checks import statements
from onlinealter.checks.check import TableInput, refusal
from onlinealter.model.errors import UsageFault
from onlinealter.model.findings import Finding
from onlinealter.model.plan import MAX_WORKERS, Settings
from onlinealter.mysql.advice.account import own_account
from onlinealter.mysql.connection import Connection

NAME = "connections"
# Owner and journal; the DDL runner's hands and eyes; the guard; who watches the definer, with a look of its own at times;
# the signals; free disk; who hears of orders to stop; and one to end a statement that the server has forgotten to answer.
_ALWAYS = 11
_GIVEN_BACK = 2  # who asks for more workers has two meanwhile
# Who looks for spoilt triggers has three; when the DDL runner has two more for its RENAME, there is nobody to look.
_MORE_ON_MARIADB = 3
# In an hour; a run of some workers asks for some hundred thousand.
_ENOUGH = {"MAX_QUERIES_PER_HOUR": 10_000_000, "MAX_UPDATES_PER_HOUR": 10_000_000, "MAX_CONNECTIONS_PER_HOUR": 100_000}
_HOURLY = re.compile(r"\b(MAX_(?:QUERIES|UPDATES|CONNECTIONS)_PER_HOUR) (\d+)")


def connections_needed(settings: Settings, *, mariadb: bool) -> int:
    """How many connections to the primary a run has at the same time, at most."""
    own = _ALWAYS + (_MORE_ON_MARIADB if mariadb else 0) + bool(settings.throttle_query)
    return own + (settings.workers or MAX_WORKERS)


def see_that_more_fit(connection: Connection, more: int) -> None:
    """Whether a run at work can have so many connections more, for which it would wait, and end. Raises UsageFault."""
    mariadb = connection.mariadb
    limit, used = (int(each or 0) for each in connection.rows(statements.connections_of_account(mariadb=mariadb))[0])
    left = [int(connection.value(statements.most_connections())) - _connected(connection)]
    left += [limit - used] if limit else []
    free = max(0, min(left) + _GIVEN_BACK)
    if more > free:
        raise UsageFault(
            f"{more} more connections would be needed, and there is room for {free}",
            remedy="Ask for fewer workers, or raise max_connections, or the account's MAX_USER_CONNECTIONS.",
        )


def _connected(connection: Connection) -> int:
    return int((connection.row(statements.connections_now()) or ("", 0))[1])


def check(context: TableInput) -> list[Finding]:
    """The account's limits and the server's room."""
    return [*_of_account(context), *_of_server(context), *_of_the_hour(context)]


def _of_account(context: TableInput) -> list[Finding]:
    mariadb = context.server.is_mariadb
    needed, account = connections_needed(context.settings, mariadb=mariadb), own_account(context.connection)
    limit, used = (int(each or 0) for each in context.connection.rows(statements.connections_of_account(mariadb=mariadb))[0])
    others = max(0, used - 1)
    if not limit or limit - others >= needed:
        return []
    return [
        refusal(
            NAME,
            f"a run needs {needed} connections, and {account} may have {limit} (max_user_connections)"
            + (f", of which others use {others}" if others else ""),
            f"{statements.limit_connections(account, needed + others)} {_fewer(context.settings)}",
        )
    ]


def _of_server(context: TableInput) -> list[Finding]:
    needed = connections_needed(context.settings, mariadb=context.server.is_mariadb)
    most = int(context.connection.value(statements.most_connections()))
    used = _connected(context.connection)
    left = most - used + 1  # we are among them
    if left >= needed:
        return []
    return [
        refusal(
            NAME,
            f"a run needs {needed} connections, and {context.server.address} has room for {left}: max_connections is "
            f"{most}, "
            f"and {used - 1} are in use",
            f"{statements.allow_connections(used + needed)} {_fewer(context.settings)}",
        )
    ]


def _fewer(settings: Settings) -> str:
    return "Or set workers = 1, which needs fewer." if settings.workers != 1 else ""


def _of_the_hour(context: TableInput) -> list[Finding]:
    # The text holds the password's hash: nothing but numbers is taken from it.
    text = str(context.connection.value(statements.show_own_account()) or "")
    limits = {name: int(number) for name, number in _HOURLY.findall(text) if 0 < int(number) < _ENOUGH[name]}
    if not limits:
        return []
    account, said = own_account(context.connection), ", ".join(f"{name} {number}" for name, number in limits.items())
    return [
        refusal(
            NAME,
            f"{account} has {said}: a run would stop half-way when that is used up",
            statements.lift_limits(account, tuple(limits)),
        )
    ]
