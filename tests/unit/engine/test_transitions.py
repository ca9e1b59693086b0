"""What a command is told about where the run stands; every pair is in tests/architecture/test_states.py."""

from __future__ import annotations

import pytest

from onlinealter.engine.transitions import STEPS, is_over
from onlinealter.model.errors import WrongPhase
from onlinealter.model.states import Phase, State


@pytest.mark.parametrize(
    ("phase", "state", "advice"),
    [
        (Phase.CUTOVER, State.COPIED, "Next: online-alter verify --table t"),
        (Phase.CLEANUP, State.VERIFIED, "Next: online-alter cutover --table t"),
        (Phase.ABORT, State.SWAPPED, "Next: online-alter cleanup --table t, or: online-alter rollback --table t"),
        (Phase.ROLLBACK, State.DONE, "Begin a new run: online-alter run --table t --alter …"),
        (Phase.EXECUTE, State.ABORTING, "Next: online-alter abort --table t"),
    ],
)
def test_a_phase_out_of_place_names_the_next_command(phase: Phase, state: State, advice: str) -> None:
    """And says where the run is."""
    with pytest.raises(WrongPhase, match=f"{phase} is not possible now: the run of t is {state}") as caught:
        is_over(phase, state, "t")
    assert caught.value.remedy == advice


def test_after_a_rollback_the_run_is_verified_and_swapped_again() -> None:
    """The way back leads to where the rows are copied and nothing is proven."""
    assert STEPS[Phase.ROLLBACK].ends is State.COPIED
    assert not is_over(Phase.VERIFY, State.COPIED, "t")
    assert is_over(Phase.VERIFY, State.VERIFIED, "t")
    assert not is_over(Phase.VERIFY, State.VERIFIED, "t", again=True)


def test_a_swapped_table_cant_be_aborted() -> None:
    """Only rolled back: abort would take the live table's rows away."""
    after_the_swap = {State.SWAPPING, State.SWAPPED, State.CLEANING, State.DONE}
    assert not STEPS[Phase.ABORT].begins & after_the_swap
