"""Foreign keys of other tables that lead to the table."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass, replace

from onlinealter.mysql.connection import Connection
from onlinealter.mysql.related.tables import keys_to
from onlinealter.mysql.values import text_of
from onlinealter.tables import statements
from onlinealter.tables.facts import read_table
from onlinealter.tables.foreign_keys import ForeignKey, are_rules
from onlinealter.tables.names import Names


@dataclass(frozen=True)
class ChildKey:
    """A key of another table, by the columns that it refers to now. An empty ``schema`` is the table's own."""

    schema: str
    table: str
    key: ForeignKey

    @property
    def readable(self) -> str:
        """As a finding names it."""
        return f"{self.schema}.{self.table} ({self.key.name})" if self.schema else f"{self.table} ({self.key.name})"

    def to(self, table: str, columns: Mapping[str, str]) -> ForeignKey:
        """The key as it leads to another table, whose names of the columns are given by the present ones in lower case."""
        referenced = tuple(columns.get(name.lower(), name) for name in self.key.referenced)
        return replace(self.key, table=table, referenced=referenced)


def read_children(connection: Connection, schema: str, table: str, names: Names) -> tuple[ChildKey, ...]:
    """The keys of other tables that lead to the table, in the order of their tables. The run's own don't count."""
    found = list[ChildKey]()
    own = {names.original, names.shadow, names.retired, table}
    rows = keys_to(connection, schema, table)
    elsewhere = [row for row in rows if row[0] != schema]
    for child in sorted({name for place, name, _ in rows if place == schema} - own):
        keys = read_table(connection, schema, child).keys_by_name
        found += [
            ChildKey("", child, replace(key, name=name)) for name, key in sorted(keys.items()) if key.table == table
            and not key.schema
        ]  # fmt: skip
    found += [ChildKey(place, name, ForeignKey(key, (), "", table, ())) for place, name, key in elsewhere]
    return tuple(found)


def table_of_key(connection: Connection, schema: str, key: str) -> str:
    """The table that a foreign key is on; empty when there is no such key."""
    return text_of(connection.value(statements.select_table_of_key(), (schema, schema, key)) or "")


def as_text(children: Collection[ChildKey]) -> str:
    """Children as the journal keeps them."""
    return json.dumps([[child.table, *astuple(child.key)] for child in children])


def from_text(text: str) -> tuple[ChildKey, ...]:
    """Children as they were journalled."""
    return tuple(ChildKey("", text_of(child), _key(*parts)) for child, *parts in json.loads(text or "[]"))


def _key(
    name: object, columns: list[object], schema: object, table: object, referenced: list[object], rules: object
) -> ForeignKey:
    """A key as it was journalled. Its rules become a part of a statement; raises ValueError where they are none."""
    if not are_rules(text_of(rules)):
        raise ValueError(rules)
    return ForeignKey(
        text_of(name),
        tuple(map(text_of, columns)),
        text_of(schema),
        text_of(table),
        tuple(map(text_of, referenced)),
        text_of(rules),
    )


def by_table(children: Collection[ChildKey]) -> dict[str, list[ChildKey]]:
    """Each child table's keys."""
    tables: dict[str, list[ChildKey]] = {}
    for child in children:
        tables.setdefault(child.table, []).append(child)
    return tables
