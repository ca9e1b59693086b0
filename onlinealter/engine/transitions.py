"""Which phase may be entered where; the only place that knows."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.model.errors import WrongPhase
from onlinealter.model.states import Phase, State


@dataclass(frozen=True)
class Step:
    """A phase's states: where it may begin, what the journal says meanwhile and afterwards, and where it is over."""

    begins: frozenset[State]
    during: State
    ends: State
    over: frozenset[State]


def _step(begins: set[State], during: State, ends: State, over: set[State]) -> Step:
    return Step(frozenset(begins | {during}), during, ends, frozenset(over | {ends}))


_SWAPPED_OR_LATER = {State.SWAPPED, State.CLEANING, State.DONE}

STEPS: dict[Phase, Step] = {
    Phase.PREPARE: _step(
        set(), State.PREPARING, State.PREPARED,
        {State.COPYING, State.COPIED, State.VERIFYING, State.VERIFIED, State.SWAPPING, *_SWAPPED_OR_LATER},
    ),
    Phase.EXECUTE: _step(
        {State.PREPARED}, State.COPYING, State.COPIED,
        {State.VERIFYING, State.VERIFIED, State.SWAPPING, *_SWAPPED_OR_LATER},
    ),
    Phase.VERIFY: _step(
        {State.COPIED}, State.VERIFYING, State.VERIFIED, {State.SWAPPING, *_SWAPPED_OR_LATER},
    ),
    Phase.CUTOVER: _step({State.VERIFIED}, State.SWAPPING, State.SWAPPED, {State.CLEANING, State.DONE}),
    # A rollback that is refused for good must not be a dead end.
    Phase.CLEANUP: _step({State.SWAPPED, State.ROLLING_BACK}, State.CLEANING, State.DONE, set()),
    Phase.ABORT: _step(
        {State.PREPARING, State.PREPARED, State.COPYING, State.COPIED, State.VERIFYING, State.VERIFIED, State.SWAPPING},
        State.ABORTING, State.ABORTED, set(),
    ),
    Phase.ROLLBACK: _step({State.SWAPPED}, State.ROLLING_BACK, State.COPIED, set()),
}  # fmt: skip

FOLLOWING: dict[State, str] = {
    State.PREPARING: "prepare",
    State.PREPARED: "execute",
    State.COPYING: "execute",
    State.COPIED: "verify",
    State.VERIFYING: "verify",
    State.VERIFIED: "cutover",
    State.SWAPPING: "cutover",
    State.SWAPPED: "cleanup (or rollback)",
    State.ROLLING_BACK: "rollback",
    State.CLEANING: "cleanup",
    State.ABORTING: "abort",
    State.DONE: "",
    State.ABORTED: "",
}
"""What to call next in each state."""


def is_over(phase: Phase, state: State) -> bool:
    """Whether there is nothing left to do for a phase. Raises WrongPhase where it can't be entered."""
    step = STEPS[phase]
    if state in step.begins:
        return False
    if state in step.over and not (phase is Phase.ROLLBACK and state is State.COPIED):
        return True
    following = FOLLOWING[state]
    raise WrongPhase(
        f"the run is '{state}', where '{phase}' has no place",
        remedy=f"Call 'online-alter {following}' first." if following else "Begin a new run with 'online-alter prepare'.",
    )
