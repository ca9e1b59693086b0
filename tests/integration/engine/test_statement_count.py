"""How many statements a run of a small table takes: it looks at the table once before it begins."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from onlinealter.model.plan import VerifyOn
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import TO_CUTOVER, make_customers, run, widen
from tests.servers import Schema

# 278 and 763 on MySQL, 293 and 825 on MariaDB; with a preflight more 363 and 848, 374 and 911. A lock that isn't had at once
# adds some.
MOST_TO_PREPARE, MOST_TO_SWAP = 330, 900


@contextmanager
def statements_sent() -> Iterator[list[str]]:
    """The statements of the run itself; what samplers and the guard ask beside it depends on how long it takes."""
    sent: list[str] = []
    beside, send = threading.Lock(), Connection._run

    def noted(self: Connection, sql: str, parameters: Sequence[object]) -> Any:
        if threading.current_thread().name == "MainThread" or threading.current_thread().name.startswith("worker"):
            with beside:
                sent.append(sql)
        return send(self, sql, parameters)

    with patch.object(Connection, "_run", noted):
        yield sent


def definitions_read(sent: list[str], table: str) -> int:
    """How often the definition of a table was asked for."""
    return sum(bool(re.search(rf"SHOW CREATE TABLE .*`{table}`", sql)) for sql in sent)


def test_a_new_run_looks_at_its_table_once(schema: Schema) -> None:
    """Once to check and to plan; then behind the triggers, and to see that nothing has changed since."""
    make_customers(schema, rows=2)
    with statements_sent() as sent:
        run(schema.target("customers", widen()), [Phase.PREPARE])
    assert definitions_read(sent, "customers") <= 3
    assert len(sent) <= MOST_TO_PREPARE


def test_a_small_run_takes_few_statements(schema: Schema) -> None:
    """From the beginning to the swap."""
    make_customers(schema, rows=2)
    with statements_sent() as sent:
        run(schema.target("customers", widen(verify_on=VerifyOn.PRIMARY, workers=1)), TO_CUTOVER)
    assert len(sent) <= MOST_TO_SWAP
