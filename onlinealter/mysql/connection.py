"""One session on one server. Every statement of the tool passes through here."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import token_hex
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

from mysql.connector.constants import ClientFlag, ServerCmd
from mysql.connector.errors import Error as DriverError

from onlinealter.model.errors import ConnectionLost, NoRoom, OnlineAlterError, ServerError, Unreachable
from onlinealter.mysql import error_numbers, reachability, session_variables, statements
from onlinealter.mysql.binding import bound
from onlinealter.mysql.driver_socket import see_dead_peers, socket_of
from onlinealter.mysql.encryption import certificate_fault, is_about_tls, open_driver
from onlinealter.mysql.read_only import became_read_only
from onlinealter.mysql.unanswered import ended_if_unanswered
from onlinealter.mysql.values import text_of

Row = tuple[Any, ...]

_T = TypeVar("_T")
_TRIES = 5
_SETTLING = 10.0  # seconds for an answer while a session is set up
_FIRST_CLIENT_ERROR, _LAST_CLIENT_ERROR = 2000, 2999


@dataclass(frozen=True)
class Tls:
    """How the connection is encrypted, in the words of MySQL's own clients (``--ssl-mode``, ``--ssl-ca`` …)."""

    mode: str = "PREFERRED"
    ca: str | None = None
    cert: str | None = None
    key: str | None = None

    @property
    def encrypted(self) -> bool:
        """Whether a connection without encryption is refused."""
        return self.mode in ("REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY")


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
        self._several = False
        self._found: dict[str, str] | None = None
        self._prefix = f"/* online-alter {tag} */ " if tag else ""

    def settle(self, known: Mapping[str, str] | None = None) -> dict[str, str]:
        """Set what our statements depend on, once; gives the variables as the session had them, or as they are ``known``
        from an earlier session (see session_variables).
        """
        if self._found is None:
            self._found = session_variables.settle_like(self, known) if known else session_variables.settle(self)
        return self._found

    def retry(self, run: Callable[[], _T]) -> _T:
        """Run what may be run twice, again when somebody ends it: a session is as it should be, or lost."""
        for _ in range(_TRIES - 1):
            try:
                return run()
            except ServerError as error:
                if error.number != error_numbers.QUERY_INTERRUPTED:
                    raise
        return run()

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

    def use(self, schema: str) -> None:
        """Take a schema as the session's own. Raises Unreachable as connecting to it does, where it can't be."""
        try:
            self.execute(statements.use(schema))
        except ServerError as error:
            raise _schema_refused(self.account, schema, error.number) or error from error

    def run_all(self, statements: Sequence[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def send(self, statement: bytes) -> None:
        """Run one statement as it is, in whatever encoding; what it answers is read and forgotten."""
        self._answer(statement, statement[:200].decode(errors="replace"))

    def run_together(self, statements: Sequence[str], *, timeout: float = 1.0) -> list[int]:
        """Run statements in one message, one right after the other; gives how many rows each matched or made.

        An error keeps the later ones from running. ``timeout``: seconds after which to see whether the server has
        forgotten to answer (see unanswered), which raises ConnectionLost for a session that bears its name.
        """
        self._allow_several()
        with ended_if_unanswered(lambda: connect(self.account), self.name, timeout):
            return self._run(f"; {self._prefix}".join(statements), ())[3]

    def _allow_several(self) -> None:
        """A session takes one statement in a message until it needs several: text that breaks out of a literal adds none."""
        if self._several:
            return
        try:
            self._driver._send_cmd(ServerCmd.SET_OPTION, b"\0\0")
        except (DriverError, OSError, AttributeError, IndexError) as error:
            raise ConnectionLost(f"the connection to {self.account.address} ended: {error}") from error
        self._several = True

    def answers_within(self, seconds: float | None) -> Self:
        """From now on count the connection as lost when an answer takes longer; None for no bound."""
        self._driver.read_timeout = None if seconds is None else max(1, round(seconds))
        return self

    def cut(self) -> None:
        """Let who waits for an answer in another thread find the connection lost."""
        sock = socket_of(self._driver)
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the session; the server rolls back what was open."""
        with suppress(DriverError, OSError):  # it is gone already, which is what was wanted
            self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _run(self, sql: str, parameters: Sequence[object]) -> tuple[list[Row], int, tuple[str, ...], list[int]]:
        return self._answer(self._prefix + (bound(sql, self._literals(parameters)) if parameters else sql), sql)

    def _answer(self, text: str | bytes, shown: str) -> tuple[list[Row], int, tuple[str, ...], list[int]]:
        """The driver's cursors take as long as the rest of a short statement, and add nothing that is needed here."""
        driver = self._driver
        try:
            found, count, names = self._result(driver.cmd_query(text))
            counts = [count]
            while driver._have_next_result:
                counts.append(self._result(driver._handle_result(driver._socket.recv(driver.read_timeout)))[1])
            return found, count, names, counts
        except DriverError as error:
            raise self._told(error, shown) from error
        except (OSError, AttributeError, IndexError) as error:
            # The pure driver meets a socket closed under it with these instead of an error of its own.
            raise ConnectionLost(f"the connection to {self.account.address} ended: {error}") from error

    def _result(self, answer: dict[str, Any]) -> tuple[list[Row], int, tuple[str, ...]]:
        """The rows with how many there are and the columns' names; or how many were matched or made."""
        if "columns" not in answer:
            return [], int(answer["affected_rows"]), ()
        rows = [tuple(row) for row in self._driver.get_rows()[0]]
        return rows, len(rows), tuple(column[0] for column in answer["columns"])

    def _told(self, error: DriverError, sql: str) -> OnlineAlterError:
        if error.errno == error_numbers.OPTION_PREVENTS and self._is_read_only():
            return became_read_only(self.account)
        return _as_ours(error, sql, self.account)

    def _is_read_only(self) -> bool:
        """Other options of the server raise the same error: --skip-grant-tables, secure_file_priv."""
        try:
            return str(self.value(statements.read_only_now())).upper() not in ("0", "OFF")
        except OnlineAlterError:
            return False

    def _literals(self, parameters: Sequence[object]) -> list[str]:
        """The parameters as SQL; backslashes are escaped, since no session of ours has NO_BACKSLASH_ESCAPES."""
        converter = self._driver.converter
        quoted = [converter.quote(converter.escape(converter.to_mysql(each))) for each in parameters]
        return [text_of(each) for each in quoted]


def connect(
    account: Account,
    *,
    database: str | None = None,
    connect_timeout: float = 10,
    read_timeout: float | None = None,
    tag: str = "",
    ours: bool = True,
    known: Mapping[str, str] | None = None,
) -> Connection:
    """Open a session. Timeouts in seconds; raises :class:`Unreachable` naming the server and what to look at.

    ``ours`` is False for a session that stands for an application's: it begins with the server's own settings. ``known``:
    the variables that an earlier session of ours found.
    """
    options: dict[str, Any] = {
        "user": account.user,
        "password": account.password,
        "use_pure": True,
        "autocommit": True,
        "charset": "utf8mb4",
        "collation": "utf8mb4_general_ci",  # known to every server
        "time_zone": "+00:00",  # in a zone with summer time MySQL would change TIMESTAMPs on their way
        "connection_timeout": max(1, round(connect_timeout)),
        "client_flags": [ClientFlag.FOUND_ROWS, -ClientFlag.MULTI_STATEMENTS],
        "conn_attrs": {"program_name": "online-alter"},
        "allow_local_infile": False,  # the driver's default too: no server reads the operator's files
        **_address(account),
        **_tls(account.tls),
    }
    if database is not None:
        options["database"] = database
    options["read_timeout"] = max(1, round(read_timeout or _SETTLING))

    def settle(connection: Connection) -> None:
        if ours:
            connection.settle(known)

    for _ in range(_TRIES - 1):
        with suppress(ConnectionLost):  # as it was set up
            return _opened(options, account, database, tag, settle).answers_within(read_timeout)
    try:
        return _opened(options, account, database, tag, settle).answers_within(read_timeout)
    except ConnectionLost as error:
        raise _unreachable(account, database, error) from error


def _opened(
    options: dict[str, Any], account: Account, database: str | None, tag: str, settle: Callable[[Connection], None]
) -> Connection:
    try:
        connection = Connection(open_driver(options, encrypted=account.tls.encrypted), account, tag)
    except (DriverError, OSError) as error:
        raise _unreachable(account, database, error) from error
    see_dead_peers(connection._driver)
    reachability.came(account.address, answered=True)
    try:
        settle(connection)
    except OnlineAlterError:
        connection.close()
        raise
    return connection


def _address(account: Account) -> dict[str, Any]:
    if account.socket:
        return {"unix_socket": account.socket}
    return {"host": account.host, "port": account.port}


def _tls(tls: Tls) -> dict[str, Any]:
    if tls.mode == "DISABLED":
        return {"ssl_disabled": True}
    options: dict[str, Any] = {}
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
    timed_out = type(error).__name__ in ("ReadTimeoutError", "WriteTimeoutError")  # the driver has closed the connection
    if client_side or timed_out or number in error_numbers.LOST:
        return ConnectionLost(f"the connection ended (error {number}): {error.msg}")
    if number in error_numbers.NO_ROOM:
        return NoRoom(
            f"{account.address} has no room left (error {number}): {error.msg}",
            remedy="Make room on the server, then run the same command again.",
        )
    return ServerError(number, str(error.msg), statement=f"The statement began: {sql[:200]}")


def _schema_refused(account: Account, schema: str | None, number: object) -> Unreachable | None:
    if number not in (error_numbers.UNKNOWN_DATABASE, error_numbers.DATABASE_ACCESS_DENIED):
        return None
    return Unreachable(
        f"the schema '{schema}' does not exist on {account.address} or '{account.user}' may not use it (error {number})",
        remedy="Check the schema's name in the DSN, and the account's grants.",
    )


def _unreachable(account: Account, database: str | None, error: Exception) -> Unreachable:
    number = getattr(error, "errno", None)
    if number in error_numbers.ACCOUNT_REFUSED:
        return Unreachable(
            f"{account.address} refused the account '{account.user}' (error {number})",
            remedy="Check user and password (DSN, --defaults-file, MYSQL_PWD), and that the account isn't locked.",
        )
    if number in error_numbers.ACCOUNT_USED_UP:
        return Unreachable(
            f"{account.address} gives the account '{account.user}' no more connections (error {number})",
            remedy="Raise its limits (ALTER USER … WITH MAX_USER_CONNECTIONS 0 MAX_CONNECTIONS_PER_HOUR 0) or close"
            " its other sessions. 'online-alter check' says how many a run needs.",
            passing=True,
        )
    if number == error_numbers.TOO_MANY_CONNECTIONS:
        return Unreachable(
            f"{account.address} takes no more connections (error {number}: max_connections)",
            remedy="Raise max_connections there, or close sessions that nobody needs; then run the same command again.",
            passing=True,
        )
    if refused := _schema_refused(account, database, number):
        return refused
    if fault := certificate_fault(error):
        return Unreachable(
            f"the certificate of {account.address} isn't trusted: {fault}",
            remedy="Set ssl-ca to the authority that signed it (with ssl-mode=VERIFY_IDENTITY it has to be issued for this"
            " host name), or skip the verification: ssl-mode=REQUIRED encrypts without it.",
        )
    reason = getattr(error, "msg", None) or str(error)
    if is_about_tls(error):
        return Unreachable(
            f"no encrypted connection to {account.address}: {reason}",
            remedy="Check the files given as ssl-ca, ssl-cert and ssl-key, and that the server speaks TLS 1.2 or newer; or "
            "choose another ssl-mode: PREFERRED and DISABLED do without.",
        )
    reachability.came(account.address, answered=False)
    return Unreachable(
        f"no connection to {account.address}: {reason}",
        remedy="Check host and port, and that the server is up and reachable from here.",
        passing=True,
    )
