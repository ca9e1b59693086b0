"""Work beside Alembic's connection, which the server would end if it heard nothing of it for too long."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError

from onlinealter.alembic import statements

_T = TypeVar("_T")
_log = logging.getLogger("alembic.online_alter")
_LONGEST, _SHARE = 30.0, 0.2  # seconds between two signs of life, and what that is of wait_timeout at most


def beside(connection: Any, work: Callable[[], _T], stop: Callable[[], object] = lambda: None) -> _T:  # noqa: ANN401 - SQLAlchemy's
    """Do the work in a thread; meanwhile the connection, which stays in this one, gives signs of life.

    Ctrl-C calls ``stop``, and comes when the work has ended.
    """
    pause = _between(connection)
    with ThreadPoolExecutor(1, "online-alter") as pool:
        future = pool.submit(work)
        try:
            while not wait([future], timeout=pause).done:
                _sign_of_life(connection)
        except BaseException:
            stop()
            raise
        return future.result()


def _between(connection: Any) -> float:  # noqa: ANN401 - SQLAlchemy's
    """Seconds between two signs of life: well below what the server lets a session be idle."""
    seconds = float(connection.exec_driver_sql(statements.longest_idle()).scalar())
    return min(_LONGEST, max(0.1, seconds * _SHARE))


def _sign_of_life(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
    """That a connection is lost Alembic finds out when it needs it: the work under way doesn't need it."""
    if connection.invalidated:
        return
    try:
        connection.exec_driver_sql(statements.sign_of_life())
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        _log.warning("Alembic's connection was lost; the alteration continues")
