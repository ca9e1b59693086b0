"""What is told of a session that is in the way."""

from __future__ import annotations

import threading
from contextlib import suppress

from onlinealter.model.errors import ServerError
from onlinealter.model.events import Blocker
from onlinealter.mysql.blockers import find_blockers, old_transactions
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server, read_server
from tests.integration.engine.alterations import make_customers
from tests.integration.faults.deeds import wait_until
from tests.servers import Schema


def _seen(connection: Connection, server: Server, place: Schema, holder: int) -> list[Blocker]:
    found = (find_blockers(connection, server, place.name, ("customers",)).sessions, old_transactions(connection, server, 2))
    return [each for sessions in found for each in sessions if each.connection == holder]


def test_a_session_is_idle_or_at_work(place: Schema) -> None:
    """Whoever left a transaction open does nothing; a long statement does: not the same is to be done about them."""
    make_customers(place, 5)
    with place.connect() as connection, place.connect() as holder:
        server = read_server(connection)
        holder.execute("BEGIN")
        holder.rows("SELECT * FROM customers")
        wait_until(lambda: len(_seen(connection, server, place, holder.id)) == 2, between=0.15)
        assert {each.state for each in _seen(connection, server, place, holder.id)} == {"idle"}
        assert all(each.state_seconds >= 1 for each in _seen(connection, server, place, holder.id))

        def sleep() -> None:
            with suppress(ServerError):
                holder.rows("SELECT SLEEP(60) FROM customers LIMIT 1")

        asleep = threading.Thread(target=sleep, daemon=True)
        asleep.start()
        wait_until(
            lambda: [each.state for each in _seen(connection, server, place, holder.id)] == ["at work"] * 2, between=0.15
        )
        connection.execute(f"KILL QUERY {holder.id}")
        asleep.join()
