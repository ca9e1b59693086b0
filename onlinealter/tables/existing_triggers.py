"""The application's own triggers on a table, with all that makes them what they are."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from onlinealter.mysql.connection import Connection
from onlinealter.mysql.values import text_of
from onlinealter.sql import quoting
from onlinealter.tables import statements

_MOST_TURNS = 1_000_000  # the number stands in names

_HEAD_END = re.compile(r"\bFOR\s+EACH\s+ROW\b", re.IGNORECASE)

_BLOCK = re.compile(r"(?:[\w`\"]+\s*:\s*)?BEGIN\b.*\bEND(?:\s+[\w`\"]+)?\Z", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class ExistingTrigger:
    """A trigger as somebody made it. ``head`` ends with FOR EACH ROW, ``body`` is what follows; the server keeps no
    FOLLOWS or PRECEDES in them. ``sql_mode`` and the collations are those of its creation.
    """

    name: str
    timing: str
    event: str
    head: str
    body: str
    definer: str
    sql_mode: str
    character_set: str
    collation: str
    schema_collation: str

    @property
    def settings(self) -> tuple[str, ...]:
        """What it keeps of the session that made it, and in whose name it runs."""
        return (self.timing, self.event, self.definer, self.sql_mode, self.character_set, self.collation)

    @property
    def group(self) -> tuple[str, str]:
        """What it fires at: triggers of one group have an order."""
        return (self.timing, self.event)

    @property
    def sql_definer(self) -> str:
        """The account, quoted; a MariaDB role has no host."""
        user, at, host = self.definer.rpartition("@")
        return f"{quoting.name(user)}@{quoting.name(host)}" if at else quoting.name(host)

    @property
    def plain_body(self) -> str:
        """The body without the semicolon that MySQL keeps where another statement followed in its message."""
        return self.body.rstrip().removesuffix(";")

    @property
    def ends_by_itself(self) -> bool:
        """Whether the body is a block, whose end MySQL knows without looking at what comes after it."""
        return bool(_BLOCK.match(self.body.strip()))

    def mentions(self, column: str) -> bool:
        """Whether its body speaks of the row's column of that name."""
        return bool(re.search(rf"\b(NEW|OLD)\s*\.\s*[`\"]?{re.escape(column)}(?!\w)", self.body, re.IGNORECASE))

    def names(self, word: str) -> bool:
        """Whether the word stands anywhere in its body."""
        return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", self.body, re.IGNORECASE))


@dataclass(frozen=True)
class SwappedTriggers:
    """Triggers that are being taken to the other table; ``number`` tells one such move of a run from the others."""

    number: int
    triggers: tuple[ExistingTrigger, ...]

    def as_json(self) -> str:
        """Its text for the journal."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> SwappedTriggers:
        """Read what ``as_json`` wrote."""
        given = json.loads(text)
        triggers = tuple(
            ExistingTrigger(**{str(name): str(value) for name, value in each.items()}) for each in given["triggers"]
        )
        number = int(given["number"])
        if not 0 <= number <= _MOST_TURNS:
            raise ValueError(number)
        return SwappedTriggers(number, triggers)


def existing_triggers(connection: Connection, schema: str, table: str, ours: str) -> tuple[ExistingTrigger, ...]:
    """A table's triggers in the order in which they fire, those whose names begin with ``ours`` apart."""
    found = connection.rows(statements.select_existing_triggers(), (schema, table))
    return tuple(
        _read(connection, schema, [text_of(value) for value in row]) for row in found if not text_of(row[0]).startswith(ours)
    )


def _read(connection: Connection, schema: str, row: list[str]) -> ExistingTrigger:
    name, timing, event, definer, sql_mode, character_set, collation, schema_collation = row
    made = connection.row(statements.show_create_trigger(schema, name))
    text = text_of(made[2]) if made else ""
    end = _HEAD_END.search(text)
    cut = end.end() if end else len(text)
    return ExistingTrigger(
        name, timing, event, text[:cut], text[cut:], definer, sql_mode, character_set, collation, schema_collation
    )
