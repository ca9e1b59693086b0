"""Alembic's own connection while a run is under way."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy.exc import DBAPIError

from onlinealter.migrating.beside import SessionLost


class AlembicsSession:
    """SQLAlchemy's connection."""

    log = logging.getLogger("alembic.online_alter")

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
        self._connection = connection

    def ask(self, sql: str) -> object:
        """The answer's one value. Raises SessionLost."""
        try:
            return self._connection.exec_driver_sql(sql).scalar()
        except DBAPIError as error:
            if error.connection_invalidated:
                raise SessionLost from error
            raise
