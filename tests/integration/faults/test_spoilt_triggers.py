"""MariaDB: somebody's KILL comes while a session reads the triggers of the original (decision 15)."""

from __future__ import annotations

import random
import threading
import time
from contextlib import suppress

from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.model.events import CopyAdvanced, Notice, StatementRan
from onlinealter.model.states import Phase
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import TO_CUTOVER, make_customers, run, widen
from tests.integration.faults.deeds import Reacting, contents
from tests.servers import Schema

_WRITE = "UPDATE customers SET amount = amount + 1 WHERE id = 700"
_KILLS, _KILLS_ELSEWHERE = 4000, 30


def _refusal(schema: Schema) -> int:
    """Write as the application does; the number of the error, 0 for none."""
    with schema.connect() as application:
        try:
            application.execute(_WRITE)
        except ServerError as error:
            return error.number
    return 0


def _kill_one_that_opens_the_table(schema: Schema, killer: Connection) -> None:
    killer.execute("FLUSH TABLES customers")
    with schema.connect() as victim:

        def write() -> None:
            with suppress(OnlineAlterError):
                victim.execute(_WRITE)

        writing = threading.Thread(target=write)
        writing.start()
        time.sleep(random.uniform(0.0, 0.003))
        with suppress(ServerError):
            killer.execute(f"KILL CONNECTION {victim.id}")
        writing.join()


def _spoil(schema: Schema) -> bool:
    """Kill sessions that open the table until one has spoilt it for others; whether it came to that."""
    with schema.connect() as killer:
        for _ in range(_KILLS if schema.kind.is_mariadb else _KILLS_ELSEWHERE):
            _kill_one_that_opens_the_table(schema, killer)
            if _refusal(schema) == error_numbers.PARSE_ERROR:
                return True
    return False


def test_triggers_that_a_kill_has_spoilt_are_read_anew(schema: Schema) -> None:
    """The application can write again after seconds, the run says what was, and goes on. MySQL never spoils them."""
    make_customers(schema, 800)
    target = schema.target("customers", widen(chunk_rows=20, most_chunk_rows=20, workers=1))
    spoilt: list[bool] = []
    recorder = Reacting({CopyAdvanced: lambda: spoilt.append(_spoil(schema))})
    run(target, [Phase.PREPARE])
    run(target, [Phase.EXECUTE], recorder)
    assert _refusal(schema) == 0
    assert spoilt == [schema.kind.is_mariadb]
    assert any("had spoilt the triggers" in notice.text for notice in recorder.of(Notice)) == schema.kind.is_mariadb
    with schema.connect() as connection:
        before = contents(connection)
        assert run(target, TO_CUTOVER).state == "swapped"
        assert contents(connection) == before


def test_spoilt_triggers_do_not_keep_others_from_being_made(schema: Schema) -> None:
    """The first of the run's triggers is spoilt before the next one is made."""
    make_customers(schema, 800)
    spoilt: list[bool] = []
    recorder = Reacting(
        {StatementRan: lambda: spoilt.append(_spoil(schema))},
        lambda event: "delete trigger" in getattr(event, "purpose", ""),
    )
    assert run(schema.target("customers", widen()), [Phase.PREPARE], recorder).state == "prepared"
    assert spoilt == [schema.kind.is_mariadb]
    assert _refusal(schema) == 0
