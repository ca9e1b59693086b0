"""What can't be tried beforehand, or can't be asked in the plain way, on real servers."""

from __future__ import annotations

import threading
import time

import pytest

from onlinealter.model.errors import Refused
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from onlinealter.mysql.blockers import old_transactions
from onlinealter.mysql.server import read_server
from tests.integration.engine.alterations import JOURNAL, make_customers, objects, run, settings
from tests.servers import Schema


@pytest.mark.parametrize(
    "alter",
    [
        "PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (5 + 5), PARTITION b VALUES LESS THAN (3 + 2))",
        "ADD COLUMN a INT PARTITION BY LIST (id) (PARTITION one VALUES IN (1, 2 - 1))",
    ],
)
def test_what_only_the_shadow_shows_to_be_wrong_is_refused_and_nothing_is_left(schema: Schema, alter: str) -> None:
    """The preview has no partitions; the server refuses them on the shadow, which is taken away again."""
    make_customers(schema, 10)
    target = schema.target("customers", Plan("customers", (alter,), settings=settings()))
    with pytest.raises(Refused, match="refuses the ALTER on the empty shadow") as refused:
        run(target, [Phase.PREPARE])
    assert "Nothing was changed" in refused.value.remedy
    with schema.connect() as connection:
        assert objects(connection, schema) == ({"customers"} | JOURNAL, set())
    with pytest.raises(Refused, match="refuses the ALTER on the empty shadow"):
        run(target, [Phase.PREPARE])  # no run is under way that would have to be given up first


def test_an_old_transaction_is_seen_while_it_runs_a_statement_with_a_character_of_four_bytes(schema: Schema) -> None:
    """MySQL's list of transactions fails then with error 3854, whoever asks."""
    make_customers(schema, 1)
    numbers, ending = list[int](), threading.Event()

    def read() -> None:
        with schema.connect() as connection:
            numbers.append(int(connection.value("SELECT CONNECTION_ID()")))
            connection.execute("BEGIN")
            while not ending.is_set():
                connection.rows("SELECT SLEEP(0.2), name, '\U0001f986' FROM customers")
            connection.execute("ROLLBACK")

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        with schema.connect() as connection:
            server, seen, until = read_server(connection), set[int](), time.monotonic() + 30
            while not (numbers and numbers[0] in seen) and time.monotonic() < until:
                seen = {each.connection for each in old_transactions(connection, server, 0)}
                time.sleep(0.15)  # asked sooner, the server gives the list that it gave before
            for _ in range(10):
                time.sleep(0.15)
                assert numbers[0] in {each.connection for each in old_transactions(connection, server, 0)}
    finally:
        ending.set()
        reader.join(30)


def test_values_of_an_enum_are_read_with_their_escapes(schema: Schema) -> None:
    """A key of them is copied in its order; a member that no row has goes, so that the others are looked up by name."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE odd (kind ENUM('a\\\\b', 'it''s', 'x\\ny', 'z') NOT NULL PRIMARY KEY, n INT)")
        connection.execute("INSERT INTO odd VALUES (1, 1), (2, 2), (3, 3)")
        plan = Plan("odd", ("MODIFY kind ENUM('new', 'x\\ny', 'it''s', 'a\\\\b') NOT NULL",), settings=settings())
        run(schema.target("odd", plan), [Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP])
        assert connection.rows("SELECT kind + 0, n FROM odd ORDER BY n") == [(4, 1), (3, 2), (2, 3)]
