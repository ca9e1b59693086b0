"""One session on one server. Every statement of the tool passes through here."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import token_hex
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import mysql.connector
from mysql.connector.constants import ClientFlag
from mysql.connector.errors import Error as DriverError

from onlinealter.model.errors import Changed, ConnectionLost, NoRoom, OnlineAlterError, ServerError, Unreachable
from onlinealter.mysql import error_numbers
from onlinealter.mysql.unanswered import ended_if_unanswered

Row = tuple[Any, ...]

_FIRST_CLIENT_ERROR, _LAST_CLIENT_ERROR = 2000, 2999


@dataclass(frozen=True)
class Tls:
    """How the connection is encrypted, in the words of MySQL's own clients (``--ssl-mode``, ``--ssl-ca`` …)."""

    mode: str = "PREFERRED"
    ca: str | None = None
    cert: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class Account:
    """Where a server is and who we are there. The password never shows in ``repr`` or ``str``."""

    host: str = "127.0.0.1"
    port: int = 3306
    user: str = ""
    password: str = field(default="", repr=False)
    socket: str | None = None
    tls: Tls = Tls()

    @property
    def address(self) -> str:
        """The server's address as it may be shown."""
        return self.socket if self.socket else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"mysql://{quote(self.user)}@{self.address}"


class Connection:
    """A session with the tool's fixed settings: UTC, utf8mb4, autocommit, rows matched instead of rows changed.

    ``tag`` is put as a comment before each statement, so that a later process can find what an earlier one left running.
    ``name`` is nobody else's, unlike ``id``, which a restarted server gives out again.
    Errors come as :class:`ServerError` by number or as :class:`ConnectionLost`.
    """

    def __init__(self, driver: Any, account: Account, tag: str = "") -> None:  # noqa: ANN401 - the driver is untyped
        self._driver = driver
        self.account = account
        self.id: int = driver.connection_id
        self.name = f"online-alter {token_hex(12)}"
        self.mariadb = "mariadb" in str(driver.server_info).lower()
        self._prefix = f"/* online-alter {tag} */ " if tag else ""

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement; gives the number of rows it matched or made."""
        return self._run(sql, parameters)[1]

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run one statement; gives its rows."""
        return self._run(sql, parameters)[0]

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """Run one statement; gives its first row, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:  # noqa: ANN401 - a column of any type
        """Run one statement; gives the first column of its first row, or None."""
        found = self.row(sql, parameters)
        return found[0] if found else None

    def named_rows(self, sql: str) -> list[dict[str, Any]]:
        """Run one statement; gives its rows with the columns by name."""
        rows, _, names, _ = self._run(sql, ())
        return [dict(zip(names, row, strict=True)) for row in rows]

    def run_all(self, statements: Sequence[str]) -> None:
        """Run statements in their order."""
        for statement in statements:
            self.execute(statement)

    def run_together(self, statements: Sequence[str], *, patience: float = 1.0) -> list[int]:
        """Run statements in one message, one right after the other; gives how many rows each matched or made.

        An error keeps the later ones from running. ``patience``: seconds after which to see whether the server has
        forgotten to answer (see unanswered), which raises ConnectionLost for a session that bears its name.
        """
        with ended_if_unanswered(lambda: connect(self.account), self.name, patience):
            return self._run(f"; {self._prefix}".join(statements), ())[3]

    def close(self) -> None:
        """End the session; the server rolls back what was open."""
        with suppress(DriverError, OSError):  # it is gone already, which is what was wanted
            self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _run(self, sql: str, parameters: Sequence[object]) -> tuple[list[Row], int, tuple[str, ...], list[int]]:
        cursor = None
        try:
            cursor = self._driver.cursor()
            cursor.execute(self._prefix + sql, tuple(parameters))
            found = [tuple(row) for row in cursor.fetchall()] if cursor.with_rows else []
            names, counts = tuple(cursor.column_names), [cursor.rowcount]
            while cursor.nextset():
                cursor.fetchall() if cursor.with_rows else None
                counts.append(cursor.rowcount)
            return found, counts[0], names, counts
        except DriverError as error:
            raise _as_ours(error, sql, self.account) from error
        except (OSError, AttributeError, IndexError) as error:
            # The pure driver meets a socket closed under it with these instead of an error of its own.
            raise ConnectionLost(f"the connection to {self.account.address} ended: {error}") from error
        finally:
            if cursor is not None:
                self._close_cursor(cursor)

    @staticmethod
    def _close_cursor(cursor: Any) -> None:  # noqa: ANN401 - the driver is untyped
        with suppress(DriverError, OSError):  # the statement's own error says more
            cursor.close()


def connect(
    account: Account,
    *,
    database: str | None = None,
    connect_timeout: float = 10,
    read_timeout: float | None = None,
    tag: str = "",
) -> Connection:
    """Open a session. Timeouts in seconds; raises :class:`Unreachable` naming the server and what to look at."""
    options: dict[str, Any] = {
        "user": account.user,
        "password": account.password,
        "use_pure": True,
        "autocommit": True,
        "charset": "utf8mb4",
        "collation": "utf8mb4_general_ci",  # known to every server; FACTS 74
        "time_zone": "+00:00",  # FACTS 28
        "connection_timeout": max(1, round(connect_timeout)),
        "client_flags": [ClientFlag.FOUND_ROWS],
        "conn_attrs": {"program_name": "online-alter"},
        **_address(account),
        **_tls(account.tls),
    }
    if database is not None:
        options["database"] = database
    if read_timeout is not None:
        options["read_timeout"] = max(1, round(read_timeout))
    try:
        return Connection(mysql.connector.connect(**options), account, tag)
    except (DriverError, OSError) as error:
        raise _unreachable(account, database, error) from error


def _address(account: Account) -> dict[str, Any]:
    if account.socket:
        return {"unix_socket": account.socket}
    return {"host": account.host, "port": account.port}


def _tls(tls: Tls) -> dict[str, Any]:
    if tls.mode == "DISABLED":
        return {"ssl_disabled": True}
    # Named versions spare the driver loading the system's authorities twice for each connection.
    options: dict[str, Any] = {"tls_versions": ["TLSv1.2", "TLSv1.3"]}
    for option, value in (("ssl_ca", tls.ca), ("ssl_cert", tls.cert), ("ssl_key", tls.key)):
        if value:
            options[option] = value
    if tls.mode in ("VERIFY_CA", "VERIFY_IDENTITY"):
        options["ssl_verify_cert"] = True
        options["ssl_verify_identity"] = tls.mode == "VERIFY_IDENTITY"
    return options


def _as_ours(error: DriverError, sql: str, account: Account) -> OnlineAlterError:
    number = error.errno if isinstance(error.errno, int) else -1
    client_side = number < 0 or _FIRST_CLIENT_ERROR <= number <= _LAST_CLIENT_ERROR
    timed_out = type(error).__name__ in ("ReadTimeoutError", "WriteTimeoutError")  # FACTS 75: closes the connection
    if client_side or timed_out or number in error_numbers.LOST:
        return ConnectionLost(f"the connection ended (error {number}): {error.msg}")
    if number == error_numbers.READ_ONLY:
        return became_read_only(account)
    if number in error_numbers.NO_ROOM:
        return NoRoom(
            f"{account.address} has no room left (error {number}): {error.msg}",
            remedy="Make room on the server, then call the same command again.",
        )
    return ServerError(number, str(error.msg), statement=f"The statement began: {sql[:200]}")


def became_read_only(account: Account) -> Changed:
    """The server takes no writes, as before and after a failover."""
    return Changed(
        f"{account.address} is read-only: was there a failover?",
        remedy="Name the primary, or call the same command again when this server takes writes.",
    )


def _unreachable(account: Account, database: str | None, error: Exception) -> Unreachable:
    number = getattr(error, "errno", None)
    if number in error_numbers.ACCOUNT_REFUSED:
        return Unreachable(
            f"{account.address} refused the account '{account.user}' (error {number})",
            remedy="Look at user and password: DSN, --defaults-file, MYSQL_PWD; and whether the account is locked.",
        )
    if number in (error_numbers.UNKNOWN_DATABASE, error_numbers.DATABASE_ACCESS_DENIED):
        return Unreachable(
            f"the schema '{database}' does not exist on {account.address} or '{account.user}' may not use it"
            f" (error {number})",
            remedy="Look at the schema's name in the DSN, and at the account's grants.",
        )
    reason = getattr(error, "msg", None) or str(error)
    return Unreachable(
        f"no connection to {account.address}: {reason}",
        remedy="Look at host and port, and whether the server is up and reachable from here.",
        passing=True,
    )
