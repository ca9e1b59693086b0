"""What check expects of a change is what prepare finds, for each kind of change; and docs/strategies.md says so."""

from __future__ import annotations

import pytest

from onlinealter.model.errors import ServerError
from onlinealter.mysql.connection import Connection
from tests.docs import claims
from tests.docs.strategies import KINDS, TABLE, Answer, cell, cells_of_page, survey
from tests.servers import Schema

# What only the server knows: MariaDB builds the index of a longer VARBINARY again.
_SURPRISES = {"MODIFY code VARBINARY(40)"}


def test_what_mysql_makes_at_once(schema: Schema) -> None:
    """And what Spirit would try in place in vain: tests/docs/claims.py believes it."""
    if not schema.kind.startswith("mysql"):
        return
    with schema.connect() as connection:
        for algorithm, kinds, wanted in (
            ("INSTANT", frozenset(KINDS), claims.AT_ONCE),
            ("INPLACE", claims.REFUSED_IN_PLACE, frozenset[str]()),
        ):
            connection.execute("DROP TABLE IF EXISTS goods")
            connection.execute(TABLE)
            assert {kind for kind in kinds if _is_taken(connection, kind, algorithm)} == wanted


def _is_taken(connection: Connection, kind: str, algorithm: str) -> bool:
    try:
        connection.execute(f"ALTER TABLE goods {kind}, ALGORITHM={algorithm}")
    except ServerError:
        return False
    connection.execute("DROP TABLE goods")
    connection.execute(TABLE)
    return True


@pytest.fixture
def answers(schema: Schema) -> dict[str, Answer | None]:
    return survey(schema)


def test_a_forecast_comes_true_and_the_page_says_so(schema: Schema, answers: dict[str, Answer | None]) -> None:
    """One survey of the server for both: each kind is prepared and aborted."""
    wrong = [
        (kind, answer)
        for kind, answer in answers.items()
        if answer is not None and answer.expected != answer.found and kind not in _SURPRISES
    ]
    assert not wrong
    assert sum(answer is not None for answer in answers.values()) > len(KINDS) * 0.9
    page = cells_of_page(schema.kind.value)
    assert {kind: cell(answer) for kind, answer in answers.items()} == page
    reads_rows = [
        kind for kind, answer in answers.items() if answer and answer.found == "metadata" and answer.server != "in place"
    ]
    assert not reads_rows
