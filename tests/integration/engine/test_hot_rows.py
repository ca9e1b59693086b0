"""Rows that the application holds at every moment, by one connection or the next."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from onlinealter.model.states import Phase
from tests.integration.engine.alterations import make_customers, run, widen
from tests.servers import Schema

_ROWS, _CONNECTIONS = (1, 2, 4), 3  # of each row, so that always one waits for it
_LONGEST = 60.0  # seconds, after which the application gives in


def test_rows_that_are_never_free_do_not_keep_the_copy_from_ending(schema: Schema) -> None:
    """Each change brings the whole row across, so there is nothing to copy of it."""
    make_customers(schema)
    target = schema.target("customers", widen())
    run(target, [Phase.PREPARE])
    errors: list[str] = []
    with _always_held(schema, errors) as gave_in:
        assert run(target, [Phase.EXECUTE]).state == "copied"
        assert not gave_in.is_set()
    assert errors == []
    assert run(target, [Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP]).state == "done"


@contextmanager
def _always_held(schema: Schema, errors: list[str]) -> Iterator[threading.Event]:
    over = threading.Event()
    timer = threading.Timer(_LONGEST, over.set)

    def work(row: int) -> None:
        with schema.connect() as connection:
            while not over.is_set():
                try:
                    connection.execute("BEGIN")
                    connection.execute(f"UPDATE customers SET amount = amount + 1 WHERE id = {row}")
                    connection.execute("DO SLEEP(0.02)")
                    connection.execute("COMMIT")
                except Exception as error:  # noqa: BLE001 - every error of the application is one too many
                    errors.append(str(error))

    threads = [threading.Thread(target=work, args=(row,)) for row in _ROWS for _ in range(_CONNECTIONS)]
    for thread in [*threads, timer]:
        thread.start()
    try:
        yield over
    finally:
        timer.cancel()
        over.set()
        for thread in threads:
            thread.join()
