"""The application's own triggers on a table, with all that makes them what they are."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from onlinealter.mysql.connection import Connection
from onlinealter.sql import quoting
from onlinealter.tables import statements

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
class Turn:
    """Triggers that are being taken to the other table; ``number`` tells one such move of a run from the others."""

    number: int
    triggers: tuple[ExistingTrigger, ...]

    def as_json(self) -> str:
        """Its text for the journal."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Turn:
        """Read what ``as_json`` wrote."""
        given = json.loads(text)
        return Turn(given["number"], tuple(ExistingTrigger(**each) for each in given["triggers"]))


def existing_triggers(connection: Connection, schema: str, table: str, ours: str) -> tuple[ExistingTrigger, ...]:
    """A table's triggers in the order in which they fire, those whose names begin with ``ours`` apart."""
    found = connection.rows(statements.select_existing_triggers(), (schema, table))
    return tuple(
        _read(connection, schema, [_text(value) for value in row]) for row in found if not _text(row[0]).startswith(ours)
    )


def _read(connection: Connection, schema: str, row: list[str]) -> ExistingTrigger:
    name, timing, event, definer, sql_mode, character_set, collation, schema_collation = row
    made = connection.row(statements.show_create_trigger(schema, name))
    text = _text(made[2]) if made else ""
    end = _HEAD_END.search(text)
    cut = end.end() if end else len(text)
    return ExistingTrigger(
        name, timing, event, text[:cut], text[cut:], definer, sql_mode, character_set, collation, schema_collation
    )


def _text(value: object) -> str:
    if isinstance(value, set | frozenset):
        return ",".join(sorted(map(str, value)))
    return value.decode() if isinstance(value, bytes | bytearray) else str(value)
