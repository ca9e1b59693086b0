"""What a server holds, as a value that can be copied, compared and kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

LIVE, PAYMENTS = "orders", "payments"
REFUSED = {"shadow": 7_000_001, "original": 7_000_002}
"""By what a table was made as: the row that it can't hold. Such a row is never one with others."""

JournalRows = dict[str, tuple[tuple[object, ...], ...]]

_FIRST_NUMBER = 9_000_001
_NUMBER = re.compile(r"9\d{6}")
# What an own process, the clock or an error's text leave in the journal, and nothing is decided by.
_OF_NO_ACCOUNT = {
    "owner_host": "", "owner_process": 0, "owner_since": None, "failure": "", "copied_rows": 0, "estimated_rows": 0,
    "marker": 0, "waiting": None, "binlog_use": None, "verified_at": None,
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """``number`` is InnoDB's. ``known`` until somebody else truncates or rebuilds it: the run can know it by its number.

    ``line`` is what it was once made as: the original, the shadow, or somebody's.
    """

    number: int
    columns: tuple[str, ...]
    rows: frozenset[int]
    line: str
    known: bool = True


@dataclass(frozen=True)
class Trigger:
    """A trigger; ``created`` tells one from another of the same name."""

    table: str
    timing: str
    event: str
    body: str
    created: int


@dataclass(frozen=True)
class Truth:
    """What the application believes to be in its table: its rows, a column and a trigger that somebody added, and whether
    somebody exchanged the names, so that the definition may be either. Nothing is
    known of it while the name leads nowhere by somebody else's deed.
    """

    rows: frozenset[int] = frozenset()
    altered: bool = False
    triggered: bool = False
    exchanged: bool = False
    gone: bool = False


@dataclass
class World:
    """A server's content."""

    tables: dict[str, Table] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    journal: JournalRows = field(default_factory=dict)
    truth: Truth = Truth()
    next_number: int = _FIRST_NUMBER

    def copy(self) -> World:
        """Another one with the same content."""
        return World(dict(self.tables), dict(self.triggers), dict(self.journal), self.truth, self.next_number)

    def number(self) -> int:
        """A number that was never given before."""
        self.next_number += 1
        return self.next_number

    def fresh_mark(self) -> int:
        """Of a row that is nowhere."""
        marks = self.truth.rows.union(*(each.rows for each in self.tables.values())) - set(REFUSED.values())
        return 1 + max(marks, default=0)

    def rename(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Names of tables, in this order; triggers go along."""
        for old, new in pairs:
            self.tables[new] = self.tables.pop(old)
            for name, trigger in self.triggers.items():
                if trigger.table == old:
                    self.triggers[name] = replace(trigger, table=new)

    def drop(self, table: str) -> None:
        del self.tables[table]
        self.triggers = {name: each for name, each in self.triggers.items() if each.table != table}

    def change(self, table: str, **changes: object) -> None:
        """Change a table's content."""
        self.tables[table] = replace(self.tables[table], **changes)  # type: ignore[arg-type]

    def key(self) -> tuple[object, ...]:
        """What makes two settled worlds the same state."""
        return (
            tuple(sorted(self.tables.items())),
            tuple(sorted(self.triggers.items())),
            tuple(sorted(self.journal.items())),
            self.truth,
        )


def settled(world: World, columns: dict[str, tuple[str, ...]]) -> World:
    """The same state with the numbers, the marks and the journal's accidents that every equal one has."""
    found = _with_fewest_marks(world)
    found.journal = {name: _plain(name, columns[name], rows, world) for name, rows in world.journal.items()}
    return _renumbered(found)


def _with_fewest_marks(world: World) -> World:
    """Rows that are in the same tables are one."""
    holders = [*sorted(world.tables), None]
    contents = [world.truth.rows if name is None else world.tables[name].rows for name in holders]
    fates: dict[tuple[bool, ...], int] = {}
    alone = set(REFUSED.values())
    for mark in sorted(frozenset().union(*contents) - alone):
        fates.setdefault(tuple(mark in rows for rows in contents), 0)
    numbers = {fate: place for place, fate in enumerate(sorted(fates))}
    rows = [
        content & alone | {number for fate, number in numbers.items() if fate[place]}
        for place, content in enumerate(contents)
    ]
    found = world.copy()
    for name, content in zip(holders, rows, strict=True):
        if name is not None:
            found.change(name, rows=content)
    found.truth = replace(world.truth, rows=rows[-1])
    return found


def _plain(
    table: str, columns: tuple[str, ...], rows: tuple[tuple[object, ...], ...], world: World
) -> tuple[tuple[object, ...], ...]:
    """Of the ledger counts what isn't gone, and when a trigger was made that is there; a proof either belongs to the present
    generation or not.
    """
    dicts = [dict(zip(columns, row, strict=True)) for row in rows]
    if table == "_oa_run":
        for each in dicts:
            _forget_accidents(each)
    if table == "_oa_ledger":
        dicts = sorted((each for each in dicts if not each["gone"]), key=lambda each: (str(each["kind"]), str(each["name"])))
        for place, each in enumerate(dicts):
            each["position"], each["made"] = place + 1, 1
            each["identity"] = each["identity"] if each["name"] in world.triggers else None
    if table == "_oa_chunk":
        for each in dicts:
            each["row_count"], each["seconds"], each["high_key"] = 0, 0.0, each["high_key"] and '["0"]'
    return tuple(tuple(each.values()) for each in dicts)


def _forget_accidents(run: dict[str, object]) -> None:
    for column, value in _OF_NO_ACCOUNT.items():
        if run.get(column) is not None:
            run[column] = value
    if run["last_key"] not in (None, "null"):
        run["last_key"] = '["0"]'
    if "generation" in run:
        run["generation"], run["verified_generation"] = 1, int(run["verified_generation"] == run["generation"])


def _renumbered(world: World) -> World:
    known: dict[int, int] = {}

    def new(number: int) -> int:
        return known.setdefault(number, _FIRST_NUMBER + len(known))

    def text(value: object) -> object:
        if not isinstance(value, str) or "9" not in value:
            return value
        return _NUMBER.sub(lambda found: str(new(int(found[0]))), value)

    world.tables = {name: replace(each, number=new(each.number)) for name, each in sorted(world.tables.items())}
    world.triggers = {name: replace(each, created=new(each.created)) for name, each in sorted(world.triggers.items())}
    world.journal = {name: tuple(tuple(map(text, row)) for row in rows) for name, rows in sorted(world.journal.items())}
    world.next_number = _FIRST_NUMBER + len(known)
    return world
