"""The table of transitions knows every pair of phase and state."""

from __future__ import annotations

import ast

import pytest

from onlinealter.engine.phases import PHASES
from onlinealter.engine.transitions import FOLLOWING, STEPS, is_over, standing
from onlinealter.model.errors import WrongPhase
from onlinealter.model.states import Phase, State
from onlinealter.swapping.which_table import Side
from tests.architecture.source import source_files

BEGINS, OVER, WRONG = "b", "o", "-"
# What may be entered where a run stands: b begins or continues, o is over already, - has no place there. A run stands at
# swapping when the swap is made and its phase isn't over, and at rolling-back likewise (see below).
#                      prepare execute verify cutover cleanup abort rollback
EXPECTED = {
    State.PREPARING:    "b       -       -      -       -       b     -",
    State.PREPARED:     "o       b       -      -       -       b     -",
    State.COPYING:      "o       b       -      -       -       b     -",
    State.COPIED:       "o       o       b      -       -       b     -",
    State.VERIFYING:    "o       o       b      -       -       b     -",
    State.VERIFIED:     "o       o       o      b       -       b     -",
    State.SWAPPING:     "o       o       o      b       -       -     b",
    State.SWAPPED:      "o       o       o      o       b       -     b",
    State.ROLLING_BACK: "-       -       -      -       -       b     b",
    State.CLEANING:     "o       o       o      o       b       -     -",
    State.DONE:         "o       o       o      o       o       -     -",
    State.ABORTING:     "-       -       -      -       -       b     -",
    State.ABORTED:      "-       -       -      -       -       o     -",
}  # fmt: skip


def found(phase: Phase, state: State) -> str:
    """What the transitions say of a pair."""
    try:
        return OVER if is_over(phase, state, "customers") else BEGINS
    except WrongPhase:
        return WRONG


@pytest.mark.parametrize("state", State)
def test_every_pair_of_phase_and_state_is_decided(state: State) -> None:
    """A phase begins or continues, is over, or is refused: as the table above says."""
    assert [found(phase, state) for phase in Phase] == EXPECTED[state].split()


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("state", State)
def test_a_run_stands_by_which_table_bears_the_name(state: State, side: Side) -> None:
    """Whatever the journal says: what gives the table its old definition back isn't possible twice, nor what drops it."""
    stands = standing(state, side)
    if side in (Side.ORIGINAL, Side.ORIGINAL_ALONE):
        assert found(Phase.CLEANUP, stands) in (WRONG, OVER)
    if side in (Side.NEW, Side.NEW_ALONE) and state is not State.PREPARING:
        assert found(Phase.ABORT, stands) in (WRONG, OVER)
    if not state.ended:
        assert BEGINS in (found(phase, stands) for phase in (Phase.ABORT, Phase.ROLLBACK, Phase.CLEANUP))
        assert found(Phase(FOLLOWING[stands].split()[0]), stands) == BEGINS


@pytest.mark.parametrize("state", State)
def test_what_to_call_next_can_be_entered(state: State) -> None:
    """No state is a dead end, and the advice given in it is right."""
    following = FOLLOWING[state]
    assert bool(following) is not state.ended
    if following:
        assert found(Phase(following.split()[0]), state) == BEGINS


@pytest.mark.parametrize("phase", Phase)
def test_a_phase_that_was_interrupted_goes_on(phase: Phase) -> None:
    """The same command continues from the state in which it was killed."""
    assert found(phase, STEPS[phase].during) == BEGINS


def test_every_phase_has_its_step_and_its_function() -> None:
    """Neither is forgotten when one is added."""
    assert set(STEPS) == set(Phase) == set(PHASES)


def test_states_are_never_compared_by_order() -> None:
    """No ``<`` or ``>`` against a state or phase."""
    wrong = [
        f"{file.place}:{node.lineno}: {ast.unparse(node)}"
        for file in source_files()
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(each, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for each in node.ops)
        and any(word in ast.unparse(node) for word in ("State.", "Phase.", ".state"))
    ]
    assert not wrong, "\n".join(wrong)
