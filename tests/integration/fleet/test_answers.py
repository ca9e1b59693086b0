"""Answers to a fleet's questions stand where others may write: whatever is there, they are read as text and nothing else."""

from __future__ import annotations

import pytest

from onlinealter.fleet import statements
from onlinealter.fleet.answers import GO, read_answers
from onlinealter.sql import quoting
from tests.integration.faults.test_journal_values import _TEXTS
from tests.servers import Schema

_RUN = "abcd2345"


@pytest.mark.parametrize("column", ["question", "asked_by", "answer", "answered_by"])
def test_hostile_answers_are_read_as_text(schema: Schema, column: str) -> None:
    """None of them is leave to go on, and nothing but text comes of them."""
    with schema.connect() as connection:
        connection.execute(statements.create_answers(schema.name))
        connection.execute(statements.insert_question(schema.name), [_RUN, "Swap the next wave?", "ann@example"])
        longest = int(
            connection.value(
                "SELECT character_maximum_length FROM information_schema.columns WHERE table_schema = DATABASE()"
                " AND table_name = '_oa_answer' AND column_name = %s",
                [column],
            )
        )
        accounts = connection.value("SELECT COUNT(*) FROM mysql.user")
        for text in _TEXTS:
            connection.execute(f"UPDATE _oa_answer SET {quoting.name(column)} = %s", [text[: min(longest, 60_000)]])
            (asked,) = read_answers(connection, schema.name, _RUN)
            assert asked.answer != GO
            assert len(asked.question) <= 1000
        assert connection.value("SELECT COUNT(*) FROM mysql.user") == accounts
