"""One pair of tables for the tests that compare whole statements: a renamed, a widened and a self-updating column."""

from __future__ import annotations

from onlinealter.tables.names import Names
from tests.unit.table_samples import column, index, key_of, mapped, table

_SEEN = column("seen", "timestamp", extra="on update CURRENT_TIMESTAMP")

ORIGINAL = table("customer", [column("id", "int"), column("name", "varchar(40)"), _SEEN], [index("PRIMARY", "id")])
SHADOW = table("customer", [column("id", "bigint"), column("label", "varchar(80)"), _SEEN], [index("PRIMARY", "id")])
FORWARD, BACK = mapped(ORIGINAL, SHADOW, "CHANGE name label VARCHAR(80) NOT NULL, MODIFY id BIGINT NOT NULL")
KEY = key_of(ORIGINAL, SHADOW, FORWARD)
NAMES = Names("abcd2345", "customer")


def joined(*lines: str) -> str:
    """A statement's text from the lines of a test."""
    return " ".join(line.strip() for line in lines)
