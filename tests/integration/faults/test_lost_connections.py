"""A connection is lost at a statement, before it is sent, right after, or when the answer is on its way."""

from __future__ import annotations

import threading

import pytest

from onlinealter.model.errors import ConflictsFound
from onlinealter.model.plan import Deferral, LossSearch, VerifyOn
from onlinealter.model.states import Phase
from onlinealter.mysql import ddl, lingering
from onlinealter.mysql.connection import Connection, connect
from onlinealter.mysql.reconnecting import ReconnectingConnection
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, WHOLE, make_customers, run, shadow_of, widen
from tests.integration.engine.test_waiting import Prober
from tests.integration.faults.deeds import contents, is_clean, is_widened, wait_for, waiting
from tests.integration.faults.relay import Cut, Loss, Relay
from tests.servers import Schema

_KINDS_OF_STATEMENT = (
    ("CREATE TABLE", "LIKE"),
    ("ALTER TABLE", "MODIFY"),
    ("ALTER TABLE", "DROP INDEX"),
    ("_delete", "CREATE TRIGGER"),
    ("INSERT INTO", "_oa_ledger"),
    ("INSERT INTO", "_oa_chunk"),
    ("COMMIT",),
    ("ADD KEY", "LOCK=NONE"),
    ("ANALYZE TABLE",),
    ("UNION ALL",),
    ("_back_delete", "CREATE TRIGGER"),
    ("RENAME TABLE",),  # MySQL: in one message with the one above
    ("_delete", "DROP TRIGGER"),
    ("DROP TABLE",),
)


@pytest.mark.parametrize("loss", [Loss.UNSENT, Loss.ANSWERED], ids=lambda loss: loss.name.lower())
def test_each_kind_of_statement_may_lose_its_connection(place: Schema, relay: Relay, loss: Loss) -> None:
    """One run in which every kind of statement is cut once ends as if nothing had been."""
    make_customers(place)
    kinds = [words for words in _KINDS_OF_STATEMENT if place.kind.is_mariadb or "_back_delete" not in words]
    relay.cuts = [Cut(words, loss) for words in kinds]
    plan = {"verify_on": VerifyOn.PRIMARY, "deferred_indexes": Deferral.ALWAYS}
    prober = Prober(place)
    with prober.at_work():
        assert run(relay.before(place.target("customers", widen(**plan))), WHOLE).state == "done"
    assert [cut.words for cut in relay.cuts if not cut.done] == []
    assert prober.errors == []
    with place.connect() as connection:
        assert is_widened(connection)
        assert is_clean(connection, place)
        assert connection.value("SELECT COUNT(*) FROM customers") == 500


def test_a_swap_whose_answer_was_lost_is_never_made_twice(place: Schema, relay: Relay) -> None:
    """The server is asked which table is which: there and back again, one RENAME each."""
    make_customers(place)
    target = relay.before(place.target("customers", widen()))
    run(target, TO_VERIFY)
    with place.connect() as connection:
        before = contents(connection)
        for phase, widened in ((Phase.CUTOVER, True), (Phase.ROLLBACK, False)):
            cut = Cut(("RENAME TABLE",), Loss.ANSWERED)
            relay.cuts = [cut]
            run(target, [phase])
            assert cut.done
            assert is_widened(connection) is widened
            assert contents(connection) == before


@pytest.mark.parametrize("how", ["CONNECTION", "QUERY"])
def test_a_swap_killed_while_it_waits(place: Schema, relay: Relay, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """The server's undoing of it is waited for; then the swap is made, once."""
    make_customers(place)
    monkeypatch.setattr(ddl, "_NEVER_QUEUES", 0.0)
    monkeypatch.setattr(ddl, "_FIRST_WINDOW", 5.0)
    monkeypatch.setattr(lingering, "_LINGERING", 60.0)  # else it doesn't queue behind the holder at all
    target = relay.before(place.target("customers", widen(lock_wait=5)))
    run(target, TO_VERIFY)
    application, killer = place.connect(), place.connect()
    released = threading.Event()

    def hold() -> None:
        application.execute("BEGIN")
        application.execute("UPDATE customers SET amount = 1 WHERE id = 1")

    def kill() -> None:
        killer.execute(f"KILL {how} {wait_for(lambda: waiting(killer))}")
        application.execute("COMMIT")
        released.set()

    # The holder comes between the look for holders and the swap. On MariaDB who waits is who holds the others off.
    waits = ("IF(EXISTS", "LOCK TABLES" if place.kind.is_mariadb else "RENAME TABLE")
    relay.cuts = [Cut(("RENAME TABLE",), Loss.UNSENT, hold), Cut(waits, Loss.SENT, kill)]
    with application, killer:
        assert run(target, [Phase.CUTOVER]).state == "swapped"
        assert released.is_set()
        assert is_widened(killer)
        assert killer.value("SELECT amount FROM customers WHERE id = 1") == 1
        assert run(target, [Phase.ROLLBACK]).state == "copied"
        assert killer.value("SELECT COUNT(*) FROM customers") == 500


def test_a_connection_lost_while_a_single_row_is_noted(place: Schema, relay: Relay) -> None:
    """The row becomes a conflict all the same, its chunk is noted once; fixed, the same command continues."""
    make_customers(place, 60)
    with place.connect() as connection:
        # Without AUTO_INCREMENT MariaDB copies as MySQL does, and the copy itself meets the row.
        connection.execute("ALTER TABLE customers MODIFY name VARCHAR(60) NOT NULL, MODIFY id INT NOT NULL")
        connection.execute(f"UPDATE customers SET name = '{'x' * 50}' WHERE id = 30")
        cut = Cut(("INSERT INTO", "_oa_conflict"), Loss.ANSWERED)
        target = relay.before(place.target("customers", widen(loss_search=LossSearch.OFF)))
        run(target, [Phase.PREPARE])
        relay.cuts = [cut]  # not before: the triggers have these words too
        with pytest.raises(ConflictsFound, match="id=30"):
            run(target, [Phase.EXECUTE])
        assert cut.done
        connection.execute("UPDATE customers SET name = 'short' WHERE id = 30")
        assert run(target, TO_CUTOVER).state == "swapped"
        assert connection.value("SELECT COUNT(*) FROM customers") == 60


def test_nothing_of_a_lost_connection_runs_on(place: Schema, relay: Relay) -> None:
    """The copy's statement whose connection was cut is ended before the chunk is copied again: no row twice."""
    make_customers(place)
    relay.cuts = [Cut(("INSERT INTO", "_oa_chunk"), Loss.SENT), Cut(("COMMIT",), Loss.SENT)]
    target = relay.before(place.target("customers", widen()))
    run(target, TO_VERIFY)
    assert all(cut.done for cut in relay.cuts)
    with place.connect() as connection:
        shadow = shadow_of(connection, place)
        assert contents(connection) == contents(connection, shadow)
        assert connection.value("SELECT SUM(row_count) FROM _oa_chunk WHERE phase = 'copy'") == 500


def test_a_lost_connections_statement_is_ended_before_the_next_one(place: Schema, relay: Relay) -> None:
    """The server continues with it though its client is gone."""
    account, asked = relay.before(place.target("customers")).primary, []
    relay.cuts = [Cut(("SLEEP(300)", "DO"), Loss.SENT)]
    reconnecting = ReconnectingConnection(lambda: connect(account, database=place.name))

    def ask(connection: Connection) -> int:
        asked.append(connection.id)
        if len(asked) == 1:
            connection.execute("DO SLEEP(300)")
        return int(connection.value("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'DO SLEEP(300)'"))

    try:
        assert reconnecting.retry(ask) == 0
    finally:
        reconnecting.close()
        with place.connect() as connection:
            for (other,) in connection.rows("SELECT id FROM information_schema.processlist WHERE info LIKE 'DO SLEEP(300)'"):
                connection.execute(f"KILL CONNECTION {int(other)}")
    assert len(asked) == 2
