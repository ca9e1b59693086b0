"""A session of a load writer: as little work per statement as a client can do, so that the server is what is measured."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any, Protocol

from onlinealter.model.errors import ServerError
from onlinealter.mysql.connection import Account, Connection, connect


class Session(Protocol):
    """What a writer needs of a connection. Errors come as :class:`ServerError` by number."""

    def run(self, statement: str) -> None:
        """Run a statement and take what it answers."""

    def close(self) -> None:
        """End the session."""


def open_session(account: Account, schema: str, isolation: str = "REPEATABLE READ") -> Session:
    """A session by the driver's C extension, or by the pure driver where the extension can't reach the server."""
    session = _extension_session(account, schema) or PureSession(connect(account, database=schema))
    session.run(f"SET SESSION TRANSACTION ISOLATION LEVEL {isolation}")
    return session


class PureSession:
    """A session of the pure driver, as the tool itself has them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def run(self, statement: str) -> None:
        self._connection.rows(statement)

    def close(self) -> None:
        self._connection.close()


class ExtensionSession:
    """A session of the driver's C extension."""

    def __init__(self, extension: ModuleType, account: Account, schema: str) -> None:
        self._failure: type[Exception] = extension.MySQLInterfaceError
        self._driver: Any = extension.MySQL(buffered=False, charset_name="utf8mb4", raw=True)
        self._driver.connect(
            host=account.host, port=account.port, user=account.user, password=account.password, database=schema
        )
        self._driver.autocommit(True)

    def run(self, statement: str) -> None:
        try:
            self._driver.query(statement.encode())
            if self._driver.have_result_set:
                self._driver.consume_result()
        except self._failure as error:
            raise ServerError(int(getattr(error, "errno", 0)), str(error)) from error

    def close(self) -> None:
        self._driver.close()


def extension() -> ModuleType | None:
    """The driver's C extension; None where it isn't to be loaded. To be imported before Python's ssl."""
    try:
        return importlib.import_module("_mysql_connector")
    except ImportError:
        return None


def _extension_session(account: Account, schema: str) -> Session | None:
    module = extension()
    if module is None:
        return None
    try:
        return ExtensionSession(module, account, schema)
    except module.MySQLInterfaceError:
        return None  # its client library has no plugin for this server's way to check passwords
