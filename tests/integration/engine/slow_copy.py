"""A copy whose statements take long enough to be seen at work."""

from __future__ import annotations

from typing import Any

from onlinealter.model.plan import Plan
from tests.integration.engine.alterations import settings
from tests.servers import Schema

ROWS = 100
# Some milliseconds a row.
_SLOW = "LENGTH(SHA2(REPEAT(name, 400000), 512))"


def make_parcels(schema: Schema) -> None:
    """A table that MariaDB too copies by INSERT … SELECT: its key doesn't count."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE parcels (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)")
        rows = ", ".join(f"({number}, 'name {number}')" for number in range(1, ROWS + 1))
        connection.execute(f"INSERT INTO parcels VALUES {rows}")


def slow_copy(**changes: Any) -> Plan:
    """A new column that is costly to compute, for all rows in one chunk."""
    in_one = {"chunk_rows": ROWS, "max_chunk_rows": ROWS, "workers": 1, **changes}
    return Plan("parcels", ("ADD COLUMN size INT",), columns={"size": _SLOW}, settings=settings(**in_one))
