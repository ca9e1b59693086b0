"""Somebody ends statements of ours, again and again, and leaves the connections alive (KILL QUERY)."""

from __future__ import annotations

import random
import threading
import time
from contextlib import suppress

from onlinealter.model.errors import ConnectionLost, ServerError
from onlinealter.mysql import error_numbers, session
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.steady import hold_name
from tests.integration.engine.alterations import TO_CUTOVER, make_customers, run, widen
from tests.integration.engine.test_waiting import meanwhile
from tests.integration.faults.deeds import contents
from tests.servers import Schema

_LONGEST_ANSWER = 10.0
_LONGEST_TRIAL = 15.0


def _forgets(connection: Connection, killer: Connection) -> bool:
    """Send a message and kill its query; whether the connection was lost over it."""

    def kill() -> None:
        with suppress(ServerError):  # it ended by itself meanwhile
            killer.execute(f"KILL QUERY {connection.id}")

    message = ["LOCK TABLES counted WRITE", *["UPDATE counted SET number = number + 1"] * 4, "UNLOCK TABLES"]
    kills = threading.Timer(random.uniform(0.0, 0.004), kill)
    rescue = threading.Timer(_LONGEST_ANSWER, connection.close)
    sent = time.monotonic()
    for timer in (kills, rescue):
        timer.start()
    try:
        connection.run_together(message, patience=0.1)
    except ServerError as error:
        if error.number != error_numbers.QUERY_INTERRUPTED:
            raise
        session.run_surely(connection, ["UNLOCK TABLES"])
    except ConnectionLost:
        assert time.monotonic() - sent < _LONGEST_ANSWER
        return True
    finally:
        rescue.cancel()
        kills.join()
    return False


def test_a_message_that_the_server_forgets_ends_as_a_lost_connection(schema: Schema) -> None:
    """A kill that comes while a statement of a message commits leaves the client without an answer: on MariaDB
    mostly, on MySQL three times in a thousand.
    """
    began = time.monotonic()
    with schema.connect() as killer:
        killer.execute("CREATE TABLE counted (id INT PRIMARY KEY, number INT)")
        killer.execute("INSERT INTO counted VALUES (1, 1)")
        with schema.connect() as connection:
            hold_name(connection)
            forgotten = False
            while not forgotten and time.monotonic() - began < _LONGEST_TRIAL:
                forgotten = _forgets(connection, killer)
        assert forgotten or not schema.kind.is_mariadb
        assert killer.execute("INSERT INTO counted VALUES (2, 2)") == 1  # what the session had locked is free


def test_a_run_whose_statements_are_killed_all_the_time(schema: Schema) -> None:
    """It goes on, and no row is lost."""
    make_customers(schema, 3000)
    target = schema.target("customers", widen(chunk_rows=100))
    killed = 0

    def kill(over: threading.Event) -> None:
        nonlocal killed
        with schema.connect() as connection:
            while not over.wait(random.uniform(0.0, 0.05)):
                for (found,) in connection.rows(
                    "SELECT id FROM information_schema.processlist WHERE command = 'Query' AND info LIKE '%INSERT%_oa_%'"
                    " AND id <> CONNECTION_ID()"
                ):
                    with suppress(ServerError):
                        connection.execute(f"KILL QUERY {int(found)}")
                        killed += 1

    with schema.connect() as connection:
        before = contents(connection)
        with meanwhile(kill):
            assert run(target, TO_CUTOVER).state == "swapped"
        assert contents(connection) == before
    assert killed
