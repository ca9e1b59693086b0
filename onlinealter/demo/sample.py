"""The demo's table on any server, filled: for the demo itself and for sandboxes to try things on."""

from __future__ import annotations

from collections.abc import Sequence

from onlinealter.demo import statements
from onlinealter.demo.statements import BATCH, SCHEMA, TABLE
from onlinealter.engine.stop import StopFlag
from onlinealter.sandbox import Endpoint

SAMPLE = f"{SCHEMA}.{TABLE}"


def make_sample(server: Endpoint, rows: int, stop: StopFlag, tables: Sequence[str] = (TABLE,)) -> None:
    """Make the demo's schema with these tables, each with so many rows. Raises Interrupted when it is to stop."""
    with server.connect() as connection:
        connection.execute(statements.create_schema())
        for table in tables:
            connection.execute(statements.create_table(table))
            for first in range(1, rows + 1, BATCH):
                stop.check()
                connection.execute(statements.fill(table, first, min(BATCH, rows + 1 - first)))
