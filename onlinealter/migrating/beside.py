"""Work beside the caller's connection, which the server would end if it heard nothing of it for too long."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Protocol, TypeVar

from onlinealter.migrating import statements

_T = TypeVar("_T")
_LONGEST, _SHARE = 30.0, 0.2  # seconds between two signs of life, and what that is of wait_timeout at most


class SessionLost(Exception):
    """The caller's connection is no more."""


class CallersSession(Protocol):
    """The connection that Alembic or Django works with; ``log`` is where a loss is said."""

    log: logging.Logger

    def ask(self, sql: str) -> object:
        """The answer's one value. Raises SessionLost."""


def beside(session: CallersSession, work: Callable[[], _T], stop: Callable[[], object] = lambda: None) -> _T:
    """Do the work in a thread; meanwhile the connection, which stays in this one, gives signs of life.

    Ctrl-C calls ``stop``, and comes when the work has ended.
    """
    pause, lost = _between(session), False
    with ThreadPoolExecutor(1, "online-alter") as pool:
        future = pool.submit(work)
        try:
            while not wait([future], timeout=pause).done:
                lost = lost or not _is_alive(session)
        except BaseException:
            stop()
            raise
        return future.result()


def _between(session: CallersSession) -> float:
    """Seconds between two signs of life: well below what the server lets a session be idle."""
    try:
        seconds = float(str(session.ask(statements.longest_idle())))
    except SessionLost as lost:  # before there is work: the error is its owner's
        raise lost.__cause__ or lost from None
    return min(_LONGEST, max(0.1, seconds * _SHARE))


def _is_alive(session: CallersSession) -> bool:
    """That a connection is lost its owner finds out when it is needed: the work under way doesn't need it."""
    try:
        session.ask(statements.sign_of_life())
    except SessionLost:
        session.log.warning("the caller's own connection was lost; the alteration continues")
        return False
    return True
