"""Statements as they are sent: each between its settings, as many in one message as may be."""

from __future__ import annotations

from collections.abc import Sequence

from onlinealter.mysql import session
from onlinealter.sql.statement import Statement


def messages_of(texts: Sequence[tuple[str, bool]]) -> list[list[str]]:
    """Statements that are sent together: as many as may be."""
    found: list[list[str]] = [[]]
    for text, last_in_message in texts:
        found[-1].append(text)
        if last_in_message:
            found.append([])
    return [message for message in found if message]


def with_settings(statement: Statement) -> list[str]:
    """A statement between its settings and our own."""
    return [*statement.settings, statement.sql, *session.as_ours()] if statement.settings else [statement.sql]
