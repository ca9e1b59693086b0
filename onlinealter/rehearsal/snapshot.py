"""What a table is, so that it can be shown to be the same afterwards."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from onlinealter.model.errors import Changed
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.values import text_of
from onlinealter.rehearsal import statements
from onlinealter.tables.facts import read_table

_COUNTER = re.compile(r" AUTO_INCREMENT=(\d+)")


@dataclass(frozen=True)
class Rows:
    """What rows there are: how many, a checksum of them, and the next AUTO_INCREMENT."""

    count: int
    checksum: str
    counter: str


@dataclass(frozen=True)
class Snapshot:
    """All that nobody but a change of the table changes: definition, triggers, grants."""

    definition: str
    triggers: str
    grants: str

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Snapshot:
        return cls(**json.loads(text))


def take_snapshot(connection: Connection, schema: str, table: str) -> Snapshot:
    """The table as it is now."""
    place = [schema, table]
    triggers = connection.rows(statements.select_triggers(), place)
    grants = connection.rows(statements.select_grants(), place * 2)
    definition = _COUNTER.sub("", _definition(connection, schema, table), count=1)
    return Snapshot(definition, _as_text(triggers), _as_text(grants))


def read_rows(connection: Connection, schema: str, table: str) -> Rows:
    """Its rows as they are now; reads the whole table."""
    count = int(connection.value(statements.count_rows(schema, table)))
    if connection.mariadb:
        columns = [column.name for column in read_table(connection, schema, table).columns]
        checksum = connection.value(statements.own_checksum(schema, table, columns))
    else:
        [(_, checksum)] = connection.rows(statements.checksum(schema, table))
    counter = _COUNTER.search(_definition(connection, schema, table))
    return Rows(count, str(checksum), counter[1] if counter else "")


def see_that_it_is_as_before(before: Snapshot, now: Snapshot | None, table: str) -> None:
    """Raise Changed where the table isn't what it was before the rehearsal, or isn't there any more."""
    if now is None:
        raise Changed(f"somebody dropped {table} during the rehearsal", remedy="Load it again from where it came.")
    differing = [
        f"{name}: before {was!r}, now {found!r}"
        for name, was, found in (
            ("definition", before.definition, now.definition),
            ("triggers", before.triggers, now.triggers),
            ("grants", before.grants, now.grants),
        )
        if was != found
    ]
    if differing:
        raise Changed(
            f"{table} isn't what it was before the rehearsal: {'; '.join(differing)}",
            remedy="Somebody changed it meanwhile, or the rehearsal didn't undo everything: please report that.",
        )


def _definition(connection: Connection, schema: str, table: str) -> str:
    [(_, text, *_others)] = connection.rows(statements.show_create(schema, table))
    return text_of(text)


def _as_text(rows: list[tuple[object, ...]]) -> str:
    return json.dumps([[text_of(value) for value in row] for row in rows])
