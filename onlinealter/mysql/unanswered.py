"""Messages of several statements that the server forgets to answer.

KILL QUERY that comes while one of them commits doesn't make it fail: the server leaves the rest of the message out, but has
already told the client that more results come. The client waits for them for ever, and the session, idle for the server,
keeps its locks. Seen on MariaDB 10.11 and 11.8 for most such kills, on MySQL 9.7 for three in a thousand.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from onlinealter.mysql import statements

if TYPE_CHECKING:
    from onlinealter.mysql.connection import Connection

_POLL_SECONDS, _LONGEST_GLANCE = 0.05, 1.0
_SURE = 2  # times in a row that the session is idle: it may just have answered


@contextmanager
def ended_if_unanswered(open_connection: Callable[[], Connection], name: str, timeout: float) -> Iterator[None]:
    """Meanwhile, when it has lasted ``timeout`` seconds, look at the session that bears the name from another connection,
    and end it if it is idle. The message's sender then finds its connection lost. A session without its name isn't ended.
    """
    over = threading.Event()
    look = threading.Timer(timeout, _look, (open_connection, name, over))
    look.daemon = True
    look.start()
    try:
        yield
    finally:
        over.set()
        look.cancel()


def _look(open_connection: Callable[[], Connection], name: str, over: threading.Event) -> None:
    pause = _POLL_SECONDS
    while not over.wait(pause):
        # The server may have no connection to spare now; and without this look the message could be waited for for ever.
        with suppress(Exception), open_connection() as eyes:
            if _is_ended(eyes, name, over):
                return
        pause = _LONGEST_GLANCE


def _is_ended(eyes: Connection, name: str, over: threading.Event) -> bool:
    idle, pause = 0, _POLL_SECONDS
    while not over.wait(pause):
        session = eyes.value(statements.idle_holder_of_name(mariadb=eyes.mariadb), [name])
        idle = 0 if session is None else idle + 1
        if idle == _SURE:
            eyes.execute(statements.kill_connection(int(session)))
            return True
        pause = _POLL_SECONDS if idle else min(pause * 2, _LONGEST_GLANCE)
    return True
