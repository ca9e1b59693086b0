"""The table that is altered under load, its twin, and what only the writers know of it.

Keys are dealt out in regions of ``WIDTH``. A writer owns a region while it holds the region's guard, a row of a table of
the writers' own; so every statement has one possible result, at every isolation level, and the writers never lock each
other out: an error of theirs is ours. Each region ends with a fence, a row that nobody touches, so that no range's locks
reach into the next.
"""

from __future__ import annotations

import random

from onlinealter.mysql.connection import Connection
from onlinealter.sql import quoting
from tests.chaos.shapes import WIDTH, Counted, Shape

TABLE, TWIN, GUARDS = "orders", "orders_twin", "writer_guard"
COLUMNS = ("owner", "status", "amount", "price", "title", "note", "data", "placed_at", "seen_at", "document")
HOT = (20, 40, 60)  # of the first region, which has no other use

_DEFINITION = (
    "owner INT NOT NULL, status VARCHAR(12) NOT NULL, amount INT NOT NULL,"
    " price DECIMAL(10,2) NULL, title VARCHAR(60) NOT NULL, note TEXT NULL, data VARBINARY(20) NULL,"
    " placed_at DATETIME(3) NOT NULL, seen_at TIMESTAMP(3) NULL, document JSON NULL,"
    " KEY by_owner (owner, amount), KEY by_status (status), KEY by_title (title)"
)
_BATCH = 2_000
_TITLES = ("plain", "Plain", "plain ", "Ünïcôdé", "明日", "🚲 ride", "it''s", "tab\there", "")
_NOTES = (None, "", "a", "a ", "back\\slash", "x" * 300, "🏔" * 20)
_DATA = (None, "", "00", "0000", "ff00ff", "20", "6120")
_DOCUMENTS = (None, '{"a": 1}', "[1, 2.5, null]", '{"deep": {"é": ["🚲"]}}', '"text"')
_FIRST_INSTANT, _INSTANTS = 1_750_000_000, 60_000_000  # both changes of clocks within


def regions_of(rows: int) -> int:
    """How many regions a table of so many rows has: every second key is taken at first."""
    return max(2, rows * 2 // WIDTH)


def make_tables(connection: Connection, rows: int, seed: int, shape: type[Shape] = Counted) -> None:
    """Make and fill table, twin and guards; the twin gets the very rows of the table."""
    chance = random.Random(seed)
    regions, key = regions_of(rows), shape(chance)
    for table in (TABLE, TWIN):
        connection.execute(f"CREATE TABLE {table} ({key.definition}, {_DEFINITION}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4")
    connection.execute(f"CREATE TABLE {GUARDS} (region INT NOT NULL PRIMARY KEY) ENGINE=InnoDB")
    guards = ", ".join(f"({region})" for region in range(regions))
    connection.execute(f"INSERT INTO {GUARDS} (region) VALUES {guards}")
    numbers = list(range(2, regions * WIDTH + 1, 2))
    for first in range(0, len(numbers), _BATCH):
        batch = numbers[first : first + _BATCH]
        rows_text = ", ".join(f"({', '.join(key.parts(number))}, {values(chance)})" for number in batch)
        connection.execute(f"INSERT INTO {TABLE} ({', '.join((*key.columns, *COLUMNS))}) VALUES {rows_text}")
    connection.execute(f"INSERT INTO {TWIN} SELECT * FROM {TABLE}")
    connection.rows(f"ANALYZE TABLE {TABLE}")


def values(chance: random.Random) -> str:
    """Values for COLUMNS, as SQL that means the same in every session."""
    data = chance.choice(_DATA)
    parts = (
        str(chance.randrange(50)),
        quoting.text(chance.choice(("new", "paid", "sent", "lost"))),
        str(chance.randrange(-1000, 100_000)),
        "NULL" if chance.random() < 0.2 else f"{chance.randrange(-(10**6), 10**7)} / 100",
        quoting.text(f"{chance.choice(_TITLES)}{chance.randrange(1000)}"),
        _text(chance.choice(_NOTES)),
        "NULL" if data is None else f"x'{data}'",
        quoting.text(f"2026-0{chance.randint(1, 9)}-{chance.randint(10, 28)} 0{chance.randint(0, 9)}:59:59.999"),
        moment(chance),
        _text(chance.choice(_DOCUMENTS)),
    )
    return ", ".join(parts)


def moment(chance: random.Random) -> str:
    """A TIMESTAMP, or NULL; the same instant whatever the session's time zone."""
    if chance.random() < 0.2:
        return "NULL"
    return f"FROM_UNIXTIME({_FIRST_INSTANT + chance.randrange(_INSTANTS)}.125)"


def line_of_file(chance: random.Random) -> list[str]:
    """Fields for LOADED, of which none holds a ``|`` or a new line; empty where a value is unknown."""
    return [
        str(chance.randrange(50)),
        chance.choice(("new", "paid", "sent", "lost")),
        str(chance.randrange(-1000, 100_000)),
        chance.choice(("", "12.34", "-0.01", "99999.99")),
        f"{chance.choice(('plain', 'Ünïcôdé', '明日', '🚲 ride ', ''))}{chance.randrange(1000)}",
        chance.choice(("", "a ", "back\\slash", "🏔" * 20)),
        chance.choice(("", "00", "ff00ff", "6120")),
        f"2026-0{chance.randint(1, 9)}-{chance.randint(10, 28)} 0{chance.randint(0, 9)}:59:59.999",
        chance.choice(("", f"{_FIRST_INSTANT + chance.randrange(_INSTANTS)}.125")),
    ]


LOADED = "owner, status, amount, @price, title, @note, @data, placed_at, @seen_at"
LOADED_ASIDE = (
    "price = NULLIF(@price, ''), note = NULLIF(@note, ''), data = UNHEX(NULLIF(@data, '')),"
    " seen_at = FROM_UNIXTIME(NULLIF(@seen_at, ''))"
)


def _text(value: str | None) -> str:
    return "NULL" if value is None else quoting.text(value)
