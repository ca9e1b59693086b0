"""Tables, servers and keys as the server would tell them, for tests without one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from onlinealter.mysql.server import Flavor, Server
from onlinealter.tables.alter_clause import split_clauses
from onlinealter.tables.column_map import ColumnMap, map_back, map_forward, trace_names
from onlinealter.tables.copy_key import CopyKey
from onlinealter.tables.facts import Column, Index, IndexPart, TableFacts
from onlinealter.tables.key_choice import choose_key

MYSQL = Server(
    flavor=Flavor.MYSQL,
    version=(9, 7, 4),
    identity="0e0b5f9e-0000-0000-0000-000000000001",
    address="127.0.0.1:3306",
    server_id=1,
    read_only=False,
    binlog=True,
    binlog_format="ROW",
    autoinc_lock_mode=2,
    trusts_trigger_creators=True,
    snapshot_isolation=False,
    compresses_transactions=True,
)
MARIADB = Server(
    flavor=Flavor.MARIADB,
    version=(11, 8, 9),
    identity="db/3306/1/",
    address="127.0.0.1:3307",
    server_id=1,
    read_only=False,
    binlog=True,
    binlog_format="ROW",
    autoinc_lock_mode=1,
    trusts_trigger_creators=True,
    snapshot_isolation=True,
    compresses_transactions=False,
)

_TEXT = re.compile(r"^(char|varchar|\w*text|enum|set)\b")


def column(name: str, kind: str, **other: object) -> Column:
    """A column as SHOW FULL COLUMNS has it; NOT NULL, in utf8mb4, without a default unless said otherwise."""
    given: dict[str, object] = {
        "collation": "utf8mb4_general_ci" if _TEXT.match(kind) else None,
        "nullable": False,
        "default": None,
        "extra": "",
        "comment": "",
        "has_default": bool(other.get("nullable")),
        **other,
    }
    return Column(name=name, type=kind, **given)  # type: ignore[arg-type]


def index(name: str, *columns: str, unique: bool = False, nullable: bool = False, method: str = "BTREE") -> Index:
    """An index over whole columns; the one called PRIMARY is unique."""
    parts = tuple(IndexPart(each, None, descending=False, nullable=nullable) for each in columns)
    return Index(name, unique or name == "PRIMARY", method, parts)


def table(name: str, columns: list[Column], indexes: list[Index], create_statement: str = "") -> TableFacts:
    """A table of the schema shop."""
    return TableFacts("shop", name, create_statement, tuple(columns), tuple(indexes))


def mapped(
    original: TableFacts, shadow: TableFacts, alter: str = "FORCE", transforms: Mapping[str, str] | None = None
) -> tuple[ColumnMap, ColumnMap]:
    """How rows get across an ALTER, and back."""
    living = trace_names(original, (split_clauses(alter),))
    forward = map_forward(original, shadow, living, transforms or {})
    return forward, map_back(original, shadow, forward, {})


def key_of(original: TableFacts, shadow: TableFacts, forward: ColumnMap) -> CopyKey:
    key = choose_key(original, shadow, forward)
    assert key is not None
    return key
