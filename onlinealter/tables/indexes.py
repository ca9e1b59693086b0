"""Which secondary indexes can wait until the rows are copied, and their text for later."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from onlinealter.tables.copy_key import CopyKey
from onlinealter.tables.facts import Index, TableFacts

_KEY_LINE = re.compile(r"^  (?P<kind>UNIQUE |FULLTEXT |SPATIAL |VECTOR )?KEY `(?P<name>(?:[^`]|``)+)` ")
_CONSTRAINT_LINE = re.compile(r"^  CONSTRAINT ")


@dataclass(frozen=True)
class DeferredIndex:
    """An index to be built after the copy, as SHOW CREATE TABLE writes it."""

    name: str
    definition: str


def deferrable(shadow: TableFacts, key: CopyKey, keyed: Collection[tuple[str, ...]] = ()) -> tuple[DeferredIndex, ...]:
    """Plain secondary indexes that nothing needs before the rows are there.

    Unique ones stay (a duplicate must show at once), and so does what AUTO_INCREMENT or a foreign key leans on:
    ``keyed`` has the columns of these. Indexes that
    stand before one that stays keep their place too, so that the table ends up with the same order as by ALTER.
    """
    lines = key_lines(shadow.create_statement)
    plain = [index for index in shadow.indexes if index.name != "PRIMARY" and not index.unique]
    found: list[DeferredIndex] = []
    for index in reversed(plain):
        if index.method == "FULLTEXT":
            continue  # the server lists these last, whenever they were made
        if index.name not in lines or index.method in ("SPATIAL", "VECTOR") or _is_needed(index, shadow, key, keyed):
            break
        if not all(index.columns):
            break  # over an expression: what it computes comes with it, which the server doesn't do while rows are written
        found.append(DeferredIndex(index.name, lines[index.name]))
    return tuple(reversed(found))


def _is_needed(index: Index, shadow: TableFacts, key: CopyKey, keyed: Collection[tuple[str, ...]]) -> bool:
    beginnings = {tuple(name.lower() for name in index.columns[:length]) for length in range(1, len(index.columns) + 1)}
    if any(tuple(name.lower() for name in columns) in beginnings for columns in keyed):
        return True
    counting = next((column.name for column in shadow.columns if column.auto_increment), None)
    if index.name == key.shadow_index:
        return True
    if counting is None or index.columns[:1] != (counting,):
        return False
    return not any(other.columns[:1] == (counting,) for other in shadow.indexes if other is not index)


def key_lines(create_statement: str) -> dict[str, str]:
    """The secondary indexes of a definition, by name, as SHOW CREATE TABLE writes them."""
    found = {}
    for line in create_statement.splitlines():
        match = _KEY_LINE.match(line)
        if match and not _CONSTRAINT_LINE.match(line):
            found[match["name"].replace("``", "`")] = line.strip().removesuffix(",")
    return found
