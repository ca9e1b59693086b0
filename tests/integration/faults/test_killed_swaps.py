"""Somebody ends the very statement that exchanges the names."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from typing import Any, cast

import pytest

from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import Changed, Different, OnlineAlterError, ServerError
from onlinealter.model.events import StatementRan
from onlinealter.model.states import Phase
from onlinealter.mysql import ddl, error_numbers
from onlinealter.mysql.bare_rename import rename_bare
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, WHOLE, make_customers, objects, run, widen
from tests.integration.engine.test_waiting import Prober, meanwhile
from tests.integration.faults.deeds import Reacting, is_clean, is_widened
from tests.integration.faults.relay import Cut, Loss, Relay
from tests.servers import Schema

_RENAMING = "SELECT id FROM information_schema.processlist WHERE info LIKE %s AND id <> CONNECTION_ID()"
_DELAYS = (0.0, 0.003, 0.006, 0.010, 0.015)  # seconds after the statement was first seen


@contextmanager
def one_kill(schema: Schema, how: str, delay: float) -> Iterator[None]:
    """Kill the first RENAME that is seen, so long after that."""

    def kill(over: threading.Event) -> None:
        with schema.connect() as connection:
            while not over.is_set():
                found = connection.value(_RENAMING, ["%RENAME TABLE%"])
                if found is not None:
                    time.sleep(delay)
                    with suppress(ServerError):  # it ended by itself meanwhile
                        connection.execute(f"KILL {how} {int(found)}")
                    return

    with meanwhile(kill):
        yield


def _unlike(schema: Schema, target: Target) -> int:
    """Rows of the table that the other one, shadow or retired, hasn't just so."""
    with schema.connect() as connection:
        other = connection.value(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = %s AND table_name LIKE %s",
            [schema.name, f"{target.table}\\_oa\\_%"],
        )
        return int(
            connection.value(
                f"SELECT COUNT(*) FROM customers c LEFT JOIN `{other}` o ON o.id = c.id AND o.name = c.name"
                " AND o.amount <=> c.amount AND o.changed = c.changed WHERE o.id IS NULL"
            )
        )


@pytest.mark.parametrize("how", ["CONNECTION", "QUERY"])
def test_a_rename_killed_before_its_triggers_go_breaks_nothing(place: Schema, relay: Relay, how: str) -> None:
    """On MariaDB it waits for us meanwhile. MySQL never takes the triggers off."""
    make_customers(place, 300)
    target, prober = relay.before(place.target("customers", widen())), Prober(place)
    run(target, TO_VERIFY)
    with place.connect() as killer, prober.at_work():
        killed: list[int] = []

        def kill(cut: Cut) -> None:
            found = killer.value(_RENAMING, ["%RENAME TABLE%"])
            if found is None:  # others' triggers go before it waits; it is killed while its own go
                cut.done = False
                return
            killer.execute(f"KILL {how} {int(found)}")
            killed.append(int(found))

        for phase in (Phase.CUTOVER, Phase.ROLLBACK):
            cut = Cut(("DROP TRIGGER",), Loss.NOTHING)
            cut.deed = partial(kill, cut)
            relay.cuts = [cut] if place.kind.is_mariadb else []
            assert _goes_on(target, phase, nullcontext())
            relay.cuts = []
            if phase is Phase.CUTOVER:
                assert _unlike(place, target) == 0
    assert len(killed) == (2 if place.kind.is_mariadb else 0)
    assert prober.errors == []
    assert _unlike(place, target) == 0
    run(target, [Phase.ABORT])


@pytest.mark.statistical
@pytest.mark.parametrize("how", ["CONNECTION", "QUERY"])
def test_a_swap_that_somebody_kills_breaks_nothing(schema: Schema, how: str) -> None:
    """The application can go on using its table, and no write is lost: the run continues, or says what is to be done."""
    make_customers(schema, 300)
    target, prober = schema.target("customers", widen()), Prober(schema)
    with prober.at_work():
        run(target, TO_VERIFY)
        for delay in _DELAYS:
            for phase, swapped in ((Phase.CUTOVER, True), (Phase.ROLLBACK, False)):
                if not _goes_on(target, phase, one_kill(schema, how, delay)):
                    assert prober.errors == []
                    run(target, [Phase.CLEANUP])
                    return
                if not swapped:
                    run(target, [Phase.VERIFY])
    assert prober.errors == []
    assert _unlike(schema, target) == 0
    run(target, [Phase.ABORT])


def _goes_on(target: Target, phase: Phase, trouble: AbstractContextManager[object]) -> bool:
    """Do what the error says that there is to do; False where it says that there is no way back any more."""
    try:
        with trouble:
            run(target, [phase])
    except Different:
        run(target, [Phase.VERIFY], choices=Choices(repair=True))
        run(target, [phase])
    except Changed:
        return phase is not Phase.ROLLBACK
    except OnlineAlterError:
        run(target, [phase])
    return True


class _EndedAtItsLock:
    """A session whose RENAME somebody ends when it has its lock; then a write comes to the table that has no triggers."""

    def __init__(self, schema: Schema, mover: Connection, error: int) -> None:
        self._schema, self._mover, self._error = schema, mover, error
        self.id = mover.id

    def retry(self, ask: Callable[[], object]) -> object:
        return ask()

    def execute(self, statement: str) -> None:
        if not statement.startswith("RENAME TABLE"):
            self._mover.execute(statement)
            return
        self._mover.run_all(["LOCK TABLES customers WRITE", "UNLOCK TABLES"])
        with self._schema.connect() as application:
            application.execute("UPDATE customers SET amount = 4711 WHERE id = 7")
        raise ServerError(self._error, "ended by somebody")


def end_the_next_swap(schema: Schema, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    """On MariaDB, where the triggers are off at that moment."""

    def ended(hands: Connection, mover: Connection, *others: Any) -> bool:
        monkeypatch.undo()
        return rename_bare(hands, cast("Connection", _EndedAtItsLock(schema, mover, error)), *others)

    monkeypatch.setattr(ddl, "rename_bare", ended)


ENDINGS = (error_numbers.QUERY_INTERRUPTED, error_numbers.PARSE_ERROR)  # what the server answers, by the moment of the KILL


@pytest.mark.parametrize("error", ENDINGS)
@pytest.mark.remedy("'online-alter verify --repair', which copies them")
def test_a_swap_ended_without_its_triggers_is_not_tried_again(
    schema: Schema, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    """The run says how to bring the write across. MySQL never takes the triggers off."""
    make_customers(schema, 50)
    target = schema.target("customers", widen())
    run(target, TO_VERIFY)
    end_the_next_swap(schema, monkeypatch, error)
    if schema.kind.is_mariadb:
        with pytest.raises(Different, match="may be missing") as caught:
            run(target, [Phase.CUTOVER])
        assert "verify --repair" in (caught.value.remedy or "")
        with pytest.raises(Different, match="id=7"):
            run(target, [Phase.VERIFY])
        run(target, [Phase.VERIFY], choices=Choices(repair=True))
    assert run(target, [Phase.CUTOVER]).state == "swapped"
    assert _unlike(schema, target) == 0


@pytest.mark.parametrize("error", ENDINGS)
def test_a_rollback_ended_without_its_triggers_leaves_the_run_swapped(
    schema: Schema, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    """The old table misses a write: it may not come back, and the run continues with the new one."""
    make_customers(schema, 50)
    target = schema.target("customers", widen())
    run(target, TO_CUTOVER)
    end_the_next_swap(schema, monkeypatch, error)
    if not schema.kind.is_mariadb:
        assert run(target, [Phase.ROLLBACK]).state == "copied"
        return
    with pytest.raises(Changed, match=r"may be missing in .*_old") as caught:
        run(target, [Phase.ROLLBACK])
    assert "Alter it the other way round" in (caught.value.remedy or "")
    with schema.connect() as connection:
        assert connection.value("SELECT amount FROM customers WHERE id = 7") == 4711
        _goes_on_to_its_end(connection, schema, target)


def test_a_refused_rollback_leaves_the_run_swapped(schema: Schema) -> None:
    """Somebody dropped a reverse trigger: refused as often as it is tried, and the same run continues to its end."""
    make_customers(schema, 50)
    target = schema.target("customers", widen())
    run(target, TO_CUTOVER)
    with schema.connect() as connection:
        back = next(name for name in objects(connection, schema)[1] if name.endswith("_back_update"))
        connection.execute(f"DROP TRIGGER {back}")
        for _ in range(2):
            with pytest.raises(Changed, match=r"may be missing in .*_old"):
                run(target, [Phase.ROLLBACK])
            assert connection.value("SELECT state FROM _oa_run") == "swapped"
        _goes_on_to_its_end(connection, schema, target)


def _goes_on_to_its_end(connection: Connection, schema: Schema, target: Target) -> None:
    assert run(target, WHOLE).state == "done"
    assert is_widened(connection)
    assert is_clean(connection, schema)


def test_the_swap_waits_for_rows_of_the_servers_own_statistics(schema: Schema) -> None:
    """They are locked while the server writes them, and a RENAME changes them; it isn't given up for that."""
    make_customers(schema, 50)
    target = schema.target("customers", widen())
    run(target, TO_VERIFY)
    with schema.connect() as connection:
        connection.rows("ANALYZE TABLE customers")
        timer = threading.Timer(3.0, connection.close)

        def hold() -> None:
            connection.execute("BEGIN")
            row = "SELECT 1 FROM mysql.innodb_table_stats WHERE database_name = %s AND table_name = 'customers' FOR UPDATE"
            assert connection.value(row, [schema.name]) == 1
            timer.start()

        recorder = Reacting({StatementRan: hold}, lambda event: "reverse insert" in getattr(event, "purpose", ""))
        assert run(target, [Phase.CUTOVER], recorder).state == "swapped"
        timer.join()
