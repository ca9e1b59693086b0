"""Which of the run's triggers are there, and whether they are as they were made."""

from __future__ import annotations

import re
from collections.abc import Mapping

from onlinealter.mysql.connection import Connection
from onlinealter.sql.statement import Statement
from onlinealter.tables import statements

_SEPARATOR = "FOR EACH ROW "


def trigger_exists(connection: Connection, schema: str, trigger: str) -> bool:
    """Whether there is a trigger of that name."""
    return bool(
        connection.value(
            statements.count_triggers(),
            (schema, trigger),
        )
    )


def table_of_trigger(connection: Connection, schema: str, trigger: str) -> str:
    """The table that a trigger is on now; it follows its table's names. Empty when there is no such trigger."""
    return _text(connection.value(statements.select_table_of_trigger(), (schema, trigger)) or "")


def triggers_of(connection: Connection, schema: str, table: str) -> dict[str, str]:
    """The triggers on a table, by name, with their bodies."""
    rows = connection.rows(
        statements.select_triggers(),
        (schema, table),
    )
    return {_text(name): _text(body) for name, body in rows}


def faults(connection: Connection, schema: str, table: str, wanted: Mapping[str, Statement]) -> list[str]:
    """What is wrong with the triggers that should be on a table, in words."""
    there = triggers_of(connection, schema, table)
    found = []
    for name, statement in wanted.items():
        if name not in there:
            found.append(f"the trigger {name} is not on {table}")
        elif _plain(there[name]) != _plain(statement.sql.split(_SEPARATOR, 1)[1]):
            found.append(f"the trigger {name} on {table} is not as it was made")
    return found


def _plain(body: str) -> str:
    """MariaDB gives a body back without the character sets in front of its literals, MySQL with their quotes not doubled."""
    text = re.sub(r"_[a-z0-9]+(?= x?')", "", body)
    return text.replace("\\n", "\n").replace("\\", "").replace("'", "")


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes | bytearray) else str(value)
