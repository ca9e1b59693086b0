"""A rollback that is a run of its own: which phases, which plan, which of two runs, and what to call next."""

from __future__ import annotations

import pytest

from onlinealter.engine.copied_rollback import following_back, phases_back, plan_back
from onlinealter.engine.transitions import STEPS
from onlinealter.model.plan import LossSearch, Plan, Rollback, Settings, Strategy
from onlinealter.model.states import Phase, State

_TO_SWAP = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER)


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ((Phase.ROLLBACK,), _TO_SWAP),
        ((Phase.ROLLBACK, Phase.ABORT), (*_TO_SWAP, Phase.CLEANUP)),
        ((Phase.ABORT,), (Phase.ABORT,)),
        ((Phase.CLEANUP,), (Phase.CLEANUP,)),
    ],
)
def test_a_rollback_is_the_way_to_the_swap(asked: tuple[Phase, ...], made: tuple[Phase, ...]) -> None:
    """And what ends a run behind a rollback ends this one behind its swap."""
    assert phases_back(asked) == made


def test_the_plan_back_copies_now_and_looks_at_every_row() -> None:
    """With the settings of the first for everything else; a rollback doesn't wait for the window."""
    settings = Settings(
        strategy=Strategy.METADATA, loss_search=LossSearch.OFF, cutover_window="02:00-04:00", max_lag=7.0, chunk_rows=77
    )
    back = plan_back(Plan("goods", ("COMMENT = 'new'",), name="first", settings=settings), "abc", "COMMENT = 'old'")
    assert (back.table, back.alter, back.name) == ("goods", ("COMMENT = 'old'",), "rollback of abc")
    assert (back.settings.strategy, back.settings.loss_search) == (Strategy.SHADOW, LossSearch.WHOLE)
    assert (back.settings.rollback, back.settings.cutover_window) == (Rollback.NONE, "")
    assert (back.settings.max_lag, back.settings.chunk_rows) == (7.0, 77)


@pytest.mark.parametrize("state", [state for state in State if not state.ended and state is not State.ROLLING_BACK])
def test_what_to_call_next_can_be_entered(state: State) -> None:
    """By a phase that the command is made of."""
    following = Phase(following_back(state).split()[0])
    assert any(state in STEPS[phase].begins for phase in phases_back((following,)))
