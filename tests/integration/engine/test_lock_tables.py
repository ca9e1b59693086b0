"""An application that writes under LOCK TABLES … WRITE, through a whole life of a run: none of its statements fails."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from onlinealter.engine.alteration import check
from onlinealter.model.errors import ServerError
from onlinealter.model.events import DifferenceSeen, Event, Found, Notice, RowRepaired, VerifyAdvanced
from onlinealter.model.plan import VerifyOn
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import TO_VERIFY, WHOLE, Recorder, make_customers, run, widen
from tests.servers import Schema

_PAUSE = 0.02


@dataclass
class Locker:
    """What the application did, and what it was told."""

    written: int = 0
    errors: Counter[int] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def work(self, schema: Schema) -> None:
        """Fifty times a second: lock, write, unlock."""
        with schema.connect() as connection:
            while not self.over.wait(_PAUSE):
                number = self.written % 20 + 1
                try:
                    connection.execute("LOCK TABLES customers WRITE")
                    connection.execute(f"UPDATE customers SET amount = amount + 1 WHERE id = {number}")
                    connection.execute("INSERT INTO customers (id, name) VALUES (100000, 'short')")
                    connection.execute("DELETE FROM customers WHERE id = 100000")
                    self.written += 1
                except ServerError as error:
                    self.errors[error.number] += 1
                finally:
                    connection.execute("UNLOCK TABLES")


@contextmanager
def locking(schema: Schema) -> Iterator[Locker]:
    """Meanwhile an application writes so."""
    locker = Locker()
    thread = threading.Thread(target=locker.work, args=(schema,), daemon=True)
    thread.start()
    try:
        yield locker
    finally:
        locker.over.set()
        thread.join()


@pytest.mark.parametrize("phases", [WHOLE, (*TO_VERIFY, Phase.CUTOVER, Phase.ROLLBACK)], ids=["cleanup", "rollback"])
def test_an_application_under_lock_tables_meets_no_error(schema: Schema, phases: tuple[Phase, ...]) -> None:
    """And what it wrote is there afterwards."""
    make_customers(schema, 400)
    with schema.connect() as connection:
        before = int(connection.value("SELECT SUM(amount) FROM customers"))
        with locking(schema) as locker:
            run(schema.target("customers", widen(lock_timeout=60.0)), phases)
        assert locker.errors == Counter()
        assert locker.written > 0
        assert int(connection.value("SELECT SUM(amount) FROM customers")) == before + locker.written


@dataclass
class WritesMeanwhile(Recorder):
    """An application that writes a row under LOCK TABLES, in a part of the table that isn't compared yet."""

    connection: Connection | None = None
    primary: str = ""

    def report(self, event: Event) -> None:
        """Once, when the primary's first rows are compared."""
        super().report(event)
        if isinstance(event, VerifyAdvanced) and event.server == self.primary and self.connection is not None:
            self.connection.run_all(
                ["LOCK TABLES customers WRITE", "UPDATE customers SET amount = -1 WHERE id = 395", "UNLOCK TABLES"]
            )
            self.connection = None


def test_a_row_that_was_noted_while_rows_were_compared_is_no_difference(schema: Schema) -> None:
    """On MariaDB what the comparison has used fails such a write, which the trigger notes: the row is copied again, and
    compared by itself.
    """
    make_customers(schema, 400)
    with schema.connect() as connection:
        plan = widen(workers=1, verify_on=VerifyOn.PRIMARY)
        recorder = WritesMeanwhile(connection=connection, primary=f"127.0.0.1:{schema.primary.port}")
        run(schema.target("customers", plan), TO_VERIFY, recorder)
        assert recorder.connection is None
        assert [each.key for each in recorder.of(DifferenceSeen)] == (["id=395"] if schema.kind.is_mariadb else [])
        assert [each.key for each in recorder.of(RowRepaired)] == (["id=395"] if schema.kind.is_mariadb else [])
        assert connection.value("SELECT verified_generation = generation AND verification = 'passed' FROM _oa_run") == 1
        run(schema.target("customers", plan), (Phase.CUTOVER,), swapping := Recorder())
        assert not [each for each in swapping.of(Notice) if "compared again" in each.text]
        assert connection.value("SELECT amount FROM customers WHERE id = 395") == -1


_OWN_TRIGGER = "CREATE TRIGGER counted BEFORE UPDATE ON customers FOR EACH ROW SET NEW.amount = NEW.amount + 1"
_CHILD = "CREATE TABLE orders (id INT PRIMARY KEY, customer INT, FOREIGN KEY (customer) REFERENCES customers (id))"


@pytest.mark.parametrize(
    ("beside", "why"), [(_OWN_TRIGGER, "triggers of its own"), (_CHILD, "parent of a foreign key"), ("DO 0", "")]
)
def test_check_says_where_mariadb_leaves_no_way(schema: Schema, beside: str, why: str) -> None:
    """To an application that has been seen to use LOCK TABLES."""
    make_customers(schema, 5)
    with schema.connect() as connection:
        connection.run_all([beside, "LOCK TABLES customers WRITE", "UNLOCK TABLES"])
    recorder = Recorder()
    check(schema.target("customers", widen()), recorder)
    said = [each.finding.message for each in recorder.of(Found) if each.finding.check == "lock-tables"]
    assert len(said) == (schema.kind.is_mariadb and bool(why)), said
    assert all(why in message and "error 1100" in message for message in said)
