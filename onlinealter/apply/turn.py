"""Of several processes that apply plans to the same schemas one is at work, and the others wait or give up.

What keeps two from one table is the run's own lock; this one keeps them from taking turns at every plan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from onlinealter.apply.entry import Place
from onlinealter.engine import statements
from onlinealter.model.errors import Owned
from onlinealter.mysql import session
from onlinealter.mysql.connection import connect
from onlinealter.mysql.server import read_server

_BETWEEN_LOOKS = 0.5  # seconds


@contextmanager
def own_turn(places: tuple[Place, ...], waits_for: Callable[[str], bool], sleep: Callable[[float], None]) -> Iterator[None]:
    """Meanwhile nobody else applies plans there. ``waits_for`` is asked at each look whether to wait for who does.

    Raises Owned where it isn't.
    """
    with ExitStack() as stack:
        for place in places:
            connection = stack.enter_context(connect(place.account, database=place.schema))
            session.set_up(connection, read_server(connection))  # it may be idle for as long as the runs take
            name = "online-alter apply " + hashlib.sha256(place.schema.encode()).hexdigest()[:40]
            while connection.value(statements.take_lock(), [name, 0]) != 1:
                holder = connection.value(statements.lock_holder(), [name])
                who = f"another `online-alter apply` is at work on {place} (connection {holder})"
                if not waits_for(who):
                    raise Owned(who, remedy="Wait for its end, or give --if-owned wait.")
                sleep(_BETWEEN_LOOKS)
        yield
