"""One plan of a folder, on its server."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.engine.target import Target
from onlinealter.model.plan import Plan
from onlinealter.mysql.connection import Account


@dataclass(frozen=True)
class Place:
    """Where a journal is: a schema of a server."""

    account: Account
    schema: str

    def __str__(self) -> str:
        return f"{self.account.address}/{self.schema}"


@dataclass(frozen=True)
class Entry:
    """A plan of a folder: ``label`` is its file, with the statement's number where that has several."""

    label: str
    plan: Plan
    target: Target

    @property
    def place(self) -> Place:
        return Place(self.target.primary, self.target.schema)


def places_of(entries: tuple[Entry, ...]) -> tuple[Place, ...]:
    """The places of all entries, each once, in an order that is the same for everybody."""
    return tuple(sorted({entry.place for entry in entries}, key=lambda place: (place.account.address, place.schema)))
