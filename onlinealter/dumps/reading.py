"""What a dump is to the rest: statements in their order, each judged and in its schema, and an outline of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from onlinealter.dumps.faults import DumpFault
from onlinealter.dumps.judging import Deed, Judged
from onlinealter.dumps.scanner import Statement

SYSTEM_SCHEMAS = frozenset({"information_schema", "mysql", "performance_schema", "sys"})


@dataclass(frozen=True)
class Origin:
    """The server that a dump is from, as far as the dump says: ``version`` and the only ``schema`` may be empty."""

    is_mariadb: bool | None = None
    version: str = ""
    schema: str = ""


@dataclass(frozen=True)
class Item:
    """A statement to load: where it stands, what it is, and its schema, which is empty where the dump names none."""

    file: Path
    statement: Statement
    judged: Judged
    schema: str


class Dump(Protocol):
    """A dump of any program. Its items can be read again and again; ``done`` of ``size`` bytes have been."""

    @property
    def size(self) -> int: ...

    @property
    def done(self) -> int: ...

    @property
    def origin(self) -> Origin:
        """As known after a first reading."""

    def items(self) -> Iterator[Item]:
        """All statements. Raises DumpFault at what is wrong, at the latest where the end is missing."""


@dataclass(frozen=True)
class Outline:
    """What a dump holds: its tables with their schemas (empty where none is named), its statements' bytes, and what is left
    out, how often.
    """

    origin: Origin
    tables: frozenset[tuple[str, str]]
    size: int
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def schemas(self) -> tuple[str, ...]:
        """Those that the dump names."""
        return tuple(sorted({schema for schema, _ in self.tables if schema}))


def look_through(dump: Dump, path: Path, look: Callable[[], None]) -> Outline:
    """Read and judge all of a dump, and run nothing; ``look`` is called at each statement.

    Raises DumpFault where it is broken, incomplete, not only a dump, or without a table.
    """
    tables, views, left_out, size = set[tuple[str, str]](), set[tuple[str, str]](), Counter[str](), 0
    for item in dump.items():
        look()
        judged, size = item.judged, size + len(item.statement.text)
        if judged.left_out:
            left_out[judged.left_out] += 1
        elif judged.deed in (Deed.TABLE, Deed.VIEW):
            (tables if judged.deed is Deed.TABLE else views).add((judged.schema or item.schema, judged.name))
    if not tables - views:
        raise DumpFault(f"{path} makes no table", remedy="It is to be a dump with definitions and rows.")
    return Outline(dump.origin, frozenset(tables - views), size, dict(sorted(left_out.items())))
