"""The application's own triggers at the swap: each row fires them once, whatever happens to the run meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from onlinealter.model.errors import Blocked
from onlinealter.model.events import Event, StatementRan
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from onlinealter.sql import quoting
from tests.integration.engine.alterations import (
    TO_VERIFY,
    WHOLE,
    Recorder,
    age_the_copy,
    make_customers,
    objects,
    run,
    shadow_of,
    widen,
)
from tests.servers import Schema

_THEIRS = ("counts", "prices", "notes")
_STAND_INS = 2 * (2 + 3)  # on each of two tables a guard for each of two groups, and each of three triggers
_SHOWN = (
    "SELECT trigger_name, event_object_table, action_timing, event_manipulation, action_statement, definer,"
    " CAST(sql_mode AS CHAR), character_set_client, collation_connection FROM information_schema.triggers"
    " WHERE trigger_schema = DATABASE() AND trigger_name NOT LIKE '\\_oa\\_%' ORDER BY 1"
)


class _Died(Exception):
    """The tool is gone, in the midst of what it did."""


class _Dying(Recorder):
    """Dies when the last stand-in is made, and before that calls ``at_first`` when the first is."""

    def __init__(self) -> None:
        super().__init__()
        self.left = _STAND_INS

    def report(self, event: Event) -> None:
        super().report(event)
        if isinstance(event, StatementRan) and " stand-in" in event.purpose and event.purpose.startswith("create"):
            self.left -= 1
            if not self.left:
                raise _Died


class _Application:
    """Writes rows one by one, and knows how often each trigger should have fired."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._connection.execute("CREATE TABLE notes (id INT)")
        self._connection.execute(
            "CREATE TRIGGER notes AFTER INSERT ON customers FOR EACH ROW INSERT INTO notes VALUES (NEW.id)"
        )
        # Fires second, by the order in which they are made.
        self._connection.execute(
            "CREATE TRIGGER counts BEFORE UPDATE ON customers FOR EACH ROW BEGIN SET NEW.amount = OLD.amount + 1; END"
        )
        self._connection.execute(
            "CREATE TRIGGER prices BEFORE UPDATE ON customers FOR EACH ROW FOLLOWS counts SET NEW.amount = NEW.amount * 2"
        )
        self._connection.execute("UPDATE customers SET name = 'of the application', amount = 0")
        self._amount = int(self._connection.value("SELECT amount FROM customers WHERE id = 1"))
        self._rows = 0

    def write(self, connection: Connection | None = None) -> None:
        """A row more, and a change of the first; both triggers in their order, each once."""
        connection = connection or self._connection
        self._rows += 1
        self._amount = (self._amount + 1) * 2
        connection.execute("INSERT INTO customers (id, name) VALUES (%s, 'new')", [10_000 + self._rows])
        connection.execute("UPDATE customers SET name = %s WHERE id = 1", [f"change {self._rows}"])
        assert connection.value("SELECT amount FROM customers WHERE id = 1") == self._amount
        assert connection.value("SELECT COUNT(*) FROM notes") == self._rows

    def triggers(self) -> list[tuple[object, ...]]:
        return self._connection.rows(_SHOWN)

    def orders(self) -> list[tuple[object, ...]]:
        return self._connection.rows(
            "SELECT trigger_name, action_order FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1"
        )


def _swap_message_by_message(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """MySQL: all steps go in one message, which ends behind one of them when the server ends the session there."""
    make_customers(schema, 20)
    target = schema.target("customers", widen())
    with schema.connect() as connection:
        application = _Application(connection)
        before, orders = application.triggers(), application.orders()
        run(target, TO_VERIFY)
        for words in ("`notes`", "`prices`", "`counts`", "RENAME TABLE"):
            with monkeypatch.context() as patched:
                _cut_messages(patched, words)
                with pytest.raises(_Died):
                    run(target, [Phase.CUTOVER])
            application.write()
        run(target, [Phase.CUTOVER])
        application.write()
        assert application.triggers() == before
        run(target, [Phase.ROLLBACK])
        application.write()
        run(target, [Phase.VERIFY])
        for words in ("`notes`", "`counts`"):
            with monkeypatch.context() as patched:
                _cut_messages(patched, words)
                with pytest.raises(_Died):
                    run(target, [Phase.CUTOVER])
            application.write()
        run(target, [Phase.ABORT])
        application.write()
        assert application.triggers() == before
        run(target, WHOLE)
        application.write()
        assert application.triggers() == before
        assert application.orders() == orders
        assert objects(connection, schema)[1] == set(_THEIRS)


def _cut_messages(patch: pytest.MonkeyPatch, words: str) -> None:
    """Send the message of the swap only up to its first DROP TRIGGER or RENAME with these words, and die."""
    together = Connection.run_together

    def cut(connection: Connection, statements: Sequence[str], *, timeout: float = 1.0) -> list[int]:
        ends = [
            place
            for place, sql in enumerate(statements, start=1)
            if words in sql and sql.startswith(("DROP TRIGGER", "RENAME TABLE"))
        ]
        if not ends:
            return together(connection, statements, timeout=timeout)
        together(connection, statements[: ends[0]], timeout=timeout)
        connection.close()
        raise _Died

    patch.setattr(Connection, "run_together", cut)


def test_between_any_two_steps_of_the_swap_each_trigger_fires_once(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dropped one by one, swapped, made again: a stand-in fires where its trigger is not, and nowhere else; after a death
    there the same command continues, and abort gives all back.
    """
    if not schema.kind.is_mariadb:
        _swap_message_by_message(schema, monkeypatch)
        return
    make_customers(schema, 20)
    target = schema.target("customers", widen())
    with schema.connect() as connection:
        application = _Application(connection)
        before, orders = application.triggers(), application.orders()
        for way in (Phase.ABORT, Phase.CUTOVER):
            run(target, TO_VERIFY)
            with pytest.raises(_Died):
                run(target, [Phase.CUTOVER], _Dying())
            application.write()
            for name in ("prices", "counts", "notes"):
                connection.execute(f"DROP TRIGGER {name}")
                application.write()
            if way is Phase.CUTOVER:
                shadow = shadow_of(connection, schema)
                retired = shadow.removesuffix("_new") + "_old"
                connection.execute(f"RENAME TABLE customers TO {quoting.name(retired)}, {quoting.name(shadow)} TO customers")
                application.write()
            run(target, [way])
            application.write()
            assert application.triggers() == before
        run(target, [Phase.ROLLBACK])
        application.write()
        run(target, [Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP])
        application.write()
        assert application.triggers() == before
        assert application.orders() == orders
        assert objects(connection, schema)[1] == set(_THEIRS)


def test_who_holds_a_table_that_a_trigger_writes_to_is_named(schema: Schema) -> None:
    """MySQL's LOCK TABLES takes such tables along; MariaDB's statements wait for nobody there."""
    make_customers(schema, 20)
    target = schema.target("customers", widen(lock_timeout=3))
    with schema.connect() as connection, schema.connect() as reader:
        _Application(connection)
        run(target, TO_VERIFY)
        age_the_copy(connection)
        reader.execute("BEGIN")
        reader.rows("SELECT COUNT(*) FROM notes")
        if schema.kind.is_mariadb:
            run(target, [Phase.CUTOVER])
            return
        with pytest.raises(Blocked, match=f"connection {reader.id}"):
            run(target, [Phase.CUTOVER])
        reader.execute("COMMIT")
        run(target, [Phase.CUTOVER])


def test_a_transaction_that_began_before_or_amid_the_swap_fires_each_trigger_once(schema: Schema) -> None:
    """What its snapshot knows of the triggers is old; the guards of the stand-ins don't go by that."""
    make_customers(schema, 20)
    target = schema.target("customers", widen())
    with schema.connect() as connection, schema.connect() as older:
        application = _Application(connection)
        run(target, TO_VERIFY)
        connection.execute("CREATE TABLE bystander (id INT)")
        age_the_copy(connection)
        older.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        older.execute("BEGIN")
        older.rows("SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE()")
        older.rows("SELECT COUNT(*) FROM bystander")
        with pytest.raises(_Died):
            run(target, [Phase.CUTOVER], _Dying())
        application.write(older)  # stand-ins and triggers are both there
        older.execute("COMMIT")
        older.execute("BEGIN")
        older.rows("SELECT COUNT(*) FROM bystander")
        run(target, [Phase.CUTOVER])
        application.write(older)
        older.execute("COMMIT")
        application.write()
