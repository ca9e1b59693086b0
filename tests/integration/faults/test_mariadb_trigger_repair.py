"""MariaDB: somebody's KILL comes while a session reads the triggers of the original (decision 15)."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

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
_OPEN = 10  # more sessions than a run has


def _refusal(schema: Schema) -> int:
    """Write as the application does; the number of the error, 0 for none."""
    with schema.connect() as application:
        try:
            application.execute(_WRITE)
        except ServerError as error:
            return error.number
    return 0


def _spoil_by_file(schema: Schema) -> bool:
    """Let the server fail to read the triggers' file, as after a KILL; then the file is as it was, and the triggers stay
    spoilt in memory, as often as the table is open. Whether it came to that: MySQL has no such file.
    """
    if not schema.kind.is_mariadb:
        return False
    with ExitStack() as sessions:
        connection, *others = [sessions.enter_context(schema.connect()) for _ in range(_OPEN)]
        file = Path(str(connection.value("SELECT @@datadir"))) / schema.name / "customers.TRG"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("FOR EACH ROW", "FOR EACH"), encoding="utf-8")
        try:
            connection.execute("FLUSH TABLES customers")
            for each in others:
                each.execute("LOCK TABLES customers READ")
        finally:
            file.write_text(text, encoding="utf-8")
        for each in others:
            each.execute("UNLOCK TABLES")
        return _refusal(schema) == error_numbers.PARSE_ERROR


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


def _spoil_by_kills(schema: Schema) -> bool:
    """Kill sessions that open the table until one has spoilt it for others; whether it came to that."""
    with schema.connect() as killer:
        for _ in range(_KILLS if schema.kind.is_mariadb else _KILLS_ELSEWHERE):
            _kill_one_that_opens_the_table(schema, killer)
            if _refusal(schema) == error_numbers.PARSE_ERROR:
                return True
    return False


_WAYS = pytest.mark.parametrize(
    "spoil", [_spoil_by_file, pytest.param(_spoil_by_kills, marks=pytest.mark.statistical)], ids=["by file", "by kills"]
)


@_WAYS
def test_triggers_that_a_kill_has_spoilt_are_read_anew(schema: Schema, spoil: Callable[[Schema], bool]) -> None:
    """The application can write again after seconds, the run says what was, and continues. MySQL never spoils them."""
    make_customers(schema, 800)
    target = schema.target("customers", widen(chunk_rows=20, max_chunk_rows=20, workers=1))
    spoilt: list[bool] = []
    recorder = Reacting({CopyAdvanced: lambda: spoilt.append(spoil(schema))})
    run(target, [Phase.PREPARE])
    run(target, [Phase.EXECUTE], recorder)
    assert _refusal(schema) == 0
    assert spoilt == [schema.kind.is_mariadb]
    assert any("had spoilt the triggers" in notice.text for notice in recorder.of(Notice)) == schema.kind.is_mariadb
    with schema.connect() as connection:
        before = contents(connection)
        assert run(target, TO_CUTOVER).state == "swapped"
        assert contents(connection) == before


@_WAYS
def test_spoilt_triggers_do_not_keep_others_from_being_made(schema: Schema, spoil: Callable[[Schema], bool]) -> None:
    """The first of the run's triggers is spoilt before the next one is made."""
    make_customers(schema, 800)
    spoilt: list[bool] = []
    recorder = Reacting(
        {StatementRan: lambda: spoilt.append(spoil(schema))},
        lambda event: "delete trigger" in getattr(event, "purpose", ""),
    )
    assert run(schema.target("customers", widen()), [Phase.PREPARE], recorder).state == "prepared"
    assert spoilt == [schema.kind.is_mariadb]
    assert _refusal(schema) == 0
