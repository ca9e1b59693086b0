"""Which of the run's triggers are there, and whether they are as they were made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onlinealter.mysql.connection import Connection, Row
from onlinealter.mysql.values import text_of
from onlinealter.sql.statement import Statement
from onlinealter.tables import statements

_SEPARATOR = "FOR EACH ROW "


def trigger_exists(connection: Connection, schema: str, trigger: str) -> bool:
    return bool(
        connection.value(
            statements.count_triggers(),
            (schema, trigger),
        )
    )


@dataclass(frozen=True)
class Installed:
    """A trigger as it stands: what it does, when it was made, and the table that it is on now."""

    body: str
    created: str
    table: str


def triggers_of(connection: Connection, schema: str, table: str) -> dict[str, Installed]:
    return _installed(connection.rows(statements.select_triggers(), (schema, table)))


def triggers_named(connection: Connection, schema: str, beginning: str) -> dict[str, Installed]:
    """The schema's triggers whose names begin so, by name."""
    return _installed(connection.rows(statements.select_triggers_named(), (schema, len(beginning), beginning)))


def faults(
    connection: Connection, schema: str, table: str, wanted: Mapping[str, Statement], made: Mapping[str, str] | None = None
) -> list[str]:
    """What is wrong with the triggers that should be on a table, in words; ``made`` says when each was, where that is known:
    of one that was dropped and made again, writes in between are missing.
    """
    there = triggers_of(connection, schema, table)
    found = []
    for name, statement in wanted.items():
        if name not in there:
            found.append(f"the trigger {name} is not on {table}")
        elif _plain(there[name].body) != _plain(statement.sql.split(_SEPARATOR, 1)[1]):
            found.append(f"the trigger {name} on {table} is not as it was made")
        elif made and made.get(name) and made[name] != there[name].created:
            found.append(f"the trigger {name} on {table} was dropped and made again at {there[name].created}")
    return found


def _installed(rows: Sequence[Row]) -> dict[str, Installed]:
    return {text_of(name): Installed(text_of(body), text_of(created), text_of(table)) for name, body, created, table in rows}


def _plain(body: str) -> str:
    """MariaDB gives a body back without the character sets in front of its literals, MySQL with their quotes not doubled."""
    text = re.sub(r"_[a-z0-9]+(?= x?')", "", body)
    return text.replace("\\n", "\n").replace("\\", "").replace("'", "")
