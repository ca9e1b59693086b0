"""What a command is told about where the run stands; every pair is in tests/architecture/test_states.py."""

from __future__ import annotations

import pytest

from onlinealter.engine.transitions import STEPS, is_over
from onlinealter.model.errors import WrongPhase
from onlinealter.model.states import Phase, State


@pytest.mark.parametrize(
    ("phase", "state", "advice"),
    [
        (Phase.CUTOVER, State.COPIED, "Call 'online-alter verify' first."),
        (Phase.CLEANUP, State.VERIFIED, "Call 'online-alter cutover' first."),
        (Phase.ABORT, State.SWAPPED, "Call 'online-alter cleanup (or rollback)' first."),
        (Phase.ROLLBACK, State.DONE, "Begin a new run with 'online-alter prepare'."),
        (Phase.EXECUTE, State.ABORTING, "Call 'online-alter abort' first."),
    ],
)
def test_a_phase_out_of_place_names_the_next_command(phase: Phase, state: State, advice: str) -> None:
    """And says where the run is."""
    with pytest.raises(WrongPhase, match=f"'{state}', where '{phase}' has no place") as caught:
        is_over(phase, state)
    assert caught.value.remedy == advice


def test_after_a_rollback_the_run_is_verified_and_swapped_again() -> None:
    """The way back leads to where the rows are copied and nothing is proven."""
    assert STEPS[Phase.ROLLBACK].ends is State.COPIED
    assert not is_over(Phase.VERIFY, State.COPIED)


def test_a_swapped_table_cant_be_aborted() -> None:
    """Only rolled back: abort would take the live table's rows away."""
    after_the_swap = {State.SWAPPED, State.ROLLING_BACK, State.CLEANING, State.DONE}
    assert not STEPS[Phase.ABORT].begins & after_the_swap
