"""A bout says what is wrong with it, and says nothing when all is well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from onlinealter.demo.tally import Seen
from onlinealter.sandbox import ServerKind
from tests.chaos.blows import Blow, Kind
from tests.chaos.bout import VICTIM, Bout
from tests.chaos.kills import Survived
from tests.chaos.oracle import Verdict
from tests.chaos.shapes import Counted
from tests.chaos.writers import LOST, WRONG_READ

_WELL = Verdict(rows=10, differences=(), definitions=(), leftovers=())
_WRITERS = 4


def test_nothing_wrong_is_said_of_a_bout_that_went_well() -> None:
    """With a server that died, and the connections that died with it."""
    assert _bout({LOST: _WRITERS}, server_kills=1).faults(_WRITERS) == []


@pytest.mark.parametrize(
    "wrong",
    [
        replace(_WELL, differences=("a row",)),
        replace(_WELL, definitions=("a key",)),
        replace(_WELL, leftovers=("a table",)),
    ],
)
def test_what_the_oracle_says_is_a_fault(wrong: Verdict) -> None:
    """Each part of its verdict."""
    assert len(_bout({}, verdict=wrong).faults(_WRITERS)) == 1


@pytest.mark.parametrize(
    ("errors", "server_kills"),
    [
        ({LOST: 1}, 0),
        ({LOST: _WRITERS + 1}, 1),
        ({1205: 1}, 0),
        ({1146: 1}, 0),
        ({1020: 1}, 0),
        ({WRONG_READ: 1}, 0),
        ({VICTIM: 1}, 0),
    ],
)
def test_an_error_of_a_writer_is_a_fault(errors: Mapping[int, int], server_kills: int) -> None:
    """But for connections lost with the server."""
    assert len(_bout(errors, server_kills=server_kills).faults(_WRITERS)) == 1


def test_on_mysql_a_few_victims_may_be() -> None:
    """As docs/decisions/0008 says, and not one more."""
    assert _bout({VICTIM: 5}, kind=ServerKind.MYSQL).faults(_WRITERS) == []
    assert len(_bout({VICTIM: 6}, kind=ServerKind.MYSQL).faults(_WRITERS)) == 1


def test_on_mariadb_a_victim_has_to_be_one_of_a_deadlock_over_rows() -> None:
    """As docs/decisions/0002 says, at most three; one over the table's lock is a fault."""
    for victims, row_deadlocks, faults in ((3, 3, 0), (2, 1, 1), (4, 9, 1)):
        bout = _bout({VICTIM: victims})
        bout.row_deadlocks = row_deadlocks
        assert len(bout.faults(_WRITERS)) == faults


def test_what_lay_about_between_runs_and_what_failed_are_faults() -> None:
    """Even when the end looks well."""
    bout = _bout({})
    bout.leftovers.append("a trigger")
    bout.failure = "a command ended with exit code 70"
    assert len(bout.faults(_WRITERS)) == 2


def _bout(
    errors: Mapping[int, int],
    *,
    kind: ServerKind = ServerKind.MARIADB_10_11,
    server_kills: int = 0,
    verdict: Verdict = _WELL,
) -> Bout:
    blows = [Blow(Kind.SERVER, "copying", "copying", 0.1)] * server_kills
    seen = Seen(transactions=2_000, errors=errors)
    return Bout(kind, Counted, 1, Survived(blows), during=seen, verdict=verdict)
