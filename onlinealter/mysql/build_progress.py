"""How far the server is with an index build of ours, asked from another connection.

MySQL tells in its performance schema where the instruments ``stage/innodb/alter%`` are on, as they are by default, without
any consumer; MariaDB by a status variable of the whole server. Where nothing can be seen nothing is said.
"""

from __future__ import annotations

import time

from onlinealter.model.errors import ServerError
from onlinealter.model.events import IndexBuildAdvanced
from onlinealter.model.ports import Reporter
from onlinealter.mysql import statements
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server

_BETWEEN = 1.0  # seconds
_PER_CENT_OF_PER_CENT = 10_000
_MOST = 0.99  # while it is at work


class BuildProgress:
    """Looks at one statement of one connection; ``eyes`` is the connection to ask on."""

    def __init__(self, eyes: Connection, server: Server, connection_id: int, reporter: Reporter) -> None:
        self._eyes = eyes
        self._server = server
        self._connection_id = connection_id
        self._reporter = reporter
        self._due = time.monotonic() + _BETWEEN
        self._said: tuple[str, float] | None = None
        self._blind = False

    def look(self) -> None:
        """Report how far it is, where that has changed, once a second at most."""
        now = time.monotonic()
        if self._blind or now < self._due:
            return
        self._due = now + _BETWEEN
        try:
            found = self._read()
        except ServerError:
            self._blind = True  # the account may not look there
            return
        if found is not None and found != self._said:
            self._said = found
            self._reporter.report(IndexBuildAdvanced(*found))

    def _read(self) -> tuple[str, float] | None:
        row = self._eyes.row(statements.build_progress(self._connection_id, mariadb=self._server.is_mariadb))
        if row is None or row[1] is None:
            return None
        done, whole = (float(row[1]), _PER_CENT_OF_PER_CENT) if self._server.is_mariadb else (float(row[1]), float(row[2]))
        share = min(done / whole, _MOST) if whole else 0.0  # the server has guessed how much there is
        return (str(row[0] or "").rpartition("/")[2], share) if share > 0 else None
