"""The disk is full: a system tablespace that may not grow says the same (error 1114) without a disk being filled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onlinealter.engine.alteration import read_status
from onlinealter.engine.target import Target
from onlinealter.model.errors import Blocked, NoRoom
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from onlinealter.sandbox import Endpoint, ServerKind, start_sandbox
from tests.integration.engine.alterations import WHOLE, run, settings
from tests.integration.faults.deeds import wait_until
from tests.servers import account_of, chosen_kinds

_SMALL = {"innodb_data_file_path": "ibdata1:12M:autoextend:max:32M", "innodb_file_per_table": "OFF"}


@pytest.fixture(scope="module", params=chosen_kinds(), ids=str)
def small_server(request: pytest.FixtureRequest) -> Iterator[Endpoint]:
    """A server that has room for the table, but not for the table and its shadow."""
    with start_sandbox(ServerKind(request.param), settings=_SMALL) as sandbox:
        sandbox.primary.connect().close()  # MySQL lets an account in without TLS once it has been in with it
        yield sandbox.primary


@pytest.mark.remedy("engine/conflict_bound.py:see_that_there_is_room", "mysql/connection.py:_as_ours")
def test_a_full_disk_ends_the_run_which_gives_the_room_back(small_server: Endpoint) -> None:
    """The application comes first: the shadow is taken away at once; with more room the same alteration succeeds."""
    with small_server.connect() as connection:
        connection.run_all(
            [
                "CREATE DATABASE shop",
                "CREATE TABLE shop.orders (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, note VARCHAR(4000) NOT NULL)",
            ]
        )
        _fill(connection, 2600)
        target = _target(small_server)
        run(target, [Phase.PREPARE])
        with pytest.raises(Blocked, match="has no room left") as caught:
            run(target, [Phase.EXECUTE])
        assert "Make room" in caught.value.remedy
        assert read_status(target)[-1].state == "aborted"
        assert connection.rows("SHOW TRIGGERS FROM shop") == []
        assert connection.rows("SHOW TABLES FROM shop LIKE '%new'") == []

        def has_room() -> bool:
            try:
                _fill(connection, 300, after=2600)
            except NoRoom:
                return False  # what was dropped is given back in the background
            return True

        wait_until(has_room)
        connection.execute("DELETE FROM shop.orders WHERE id > 300")
        assert run(target, WHOLE).state == "done"
        assert connection.value("SELECT COUNT(*) FROM shop.orders") == 300


def _fill(connection: Connection, rows: int, *, after: int = 0) -> None:
    for first in range(after + 1, after + rows + 1, 100):
        values = ", ".join(f"({number}, REPEAT('x', 3900))" for number in range(first, first + 100))
        connection.execute(f"REPLACE INTO shop.orders (id, note) VALUES {values}")


def _target(server: Endpoint) -> Target:
    plan = Plan("orders", ("MODIFY note VARCHAR(4001) NOT NULL",), settings=settings())
    return Target("orders", "shop", account_of(server), (), plan)
