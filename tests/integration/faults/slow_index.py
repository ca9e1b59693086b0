"""An index whose build takes a moment on a small table: its column is computed while it is built."""

from __future__ import annotations

from onlinealter.model.plan import Plan
from tests.integration.engine.alterations import settings

# A fraction of a millisecond a row: long enough for somebody else to come in between.
_SLOW = "slow CHAR(128) AS (SHA2(REPEAT(name, 10000), 512)) VIRTUAL"


def slow_index(**changes: object) -> Plan:
    """A new column that is costly to compute, and an index on it."""
    return Plan("customers", (f"ADD COLUMN {_SLOW}, ADD KEY slow (slow)",), settings=settings(**changes))
