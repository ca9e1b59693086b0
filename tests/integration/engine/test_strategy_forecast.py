"""What check expects of a change is what prepare finds, for each kind of change; and docs/strategies.md says so."""

from __future__ import annotations

import pytest

from tests.docs.strategies import KINDS, Answer, cell, cells_of_page, survey
from tests.servers import Schema

# What only the server knows: MariaDB builds the index of a longer VARBINARY again.
_SURPRISES = {"MODIFY code VARBINARY(40)"}


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
