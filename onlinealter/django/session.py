"""Django's own connection while a run is under way."""

from __future__ import annotations

import logging
from typing import Any

from django.db import InterfaceError, OperationalError

import onlinealter.library as oa
from onlinealter.migrating.beside import SessionLost


class DjangosSession:
    """A connection of Django's, which it opens again where it needs it."""

    log = logging.getLogger("django.online_alter")

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - Django's
        self._connection = connection

    def see_that_no_transaction_is_open(self) -> None:
        """The swap would wait for its end. Raises UsageFault."""
        if self._connection.in_atomic_block or not self._connection.get_autocommit():
            raise oa.UsageFault(
                "Django's connection has a transaction open, for which the swap would wait for ever",
                remedy="Call migrate outside transaction.atomic(), with autocommit on.",
            )

    def ask(self, sql: str) -> object:
        """The answer's one value. Raises SessionLost."""
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchone()[0]
        except (InterfaceError, OperationalError) as error:
            self._connection.close()
            raise SessionLost from error

    def refresh(self) -> None:
        """Where the connection is no more, let Django open another: the migration's row is written by it."""
        if self._connection.connection is not None and not self._connection.is_usable():
            self._connection.close()
