"""What is written during an index build may be more than the server keeps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from onlinealter.model.errors import Blocked
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import make_customers, run
from tests.integration.faults.slow_index import slow_index
from tests.servers import Schema

_ROWS, _WIDTH = 2000, 700
_LEAST = 65_536  # bytes; the server keeps a megabyte all the same


def test_a_build_that_the_server_gives_up_over_too_many_writes(schema: Schema) -> None:
    """The application notices nothing; the run says what to set, and goes on when it is."""
    make_customers(schema, _ROWS)
    with schema.connect() as connection:
        connection.execute(
            f"ALTER TABLE customers ADD COLUMN wide VARCHAR({_WIDTH}) CHARACTER SET ascii NOT NULL DEFAULT 'w'"
        )
    target, errors = schema.target("customers", slow_index("ADD KEY wide (wide)")), list[str]()
    run(target, [Phase.PREPARE])
    with _least_log(schema), _writing(schema, errors), pytest.raises(Blocked, match="innodb_online_alter_log_max_size"):
        run(target, [Phase.EXECUTE])
    assert errors == []
    assert run(target, [Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP]).state == "done"


@contextmanager
def _least_log(schema: Schema) -> Iterator[None]:
    """The server keeps as little of what is written during a build as it can be told to."""
    with schema.connect() as connection:
        before = connection.value("SELECT @@GLOBAL.innodb_online_alter_log_max_size")
        connection.execute(f"SET GLOBAL innodb_online_alter_log_max_size = {_LEAST}")
        try:
            yield
        finally:
            connection.execute(f"SET GLOBAL innodb_online_alter_log_max_size = {before}")


@contextmanager
def _writing(schema: Schema, errors: list[str]) -> Iterator[None]:
    """An application that writes some megabytes a second into the column that is to be indexed."""
    over = threading.Event()

    def work() -> None:
        number = 0
        with schema.connect() as connection:
            while not over.is_set():
                number = number % 9 + 1
                try:
                    connection.execute(f"UPDATE customers SET wide = REPEAT('{number}', {_WIDTH}) WHERE id % 10 = {number}")
                except Exception as error:  # noqa: BLE001 - every error of the application is one too many
                    errors.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
