"""Which phase may be entered where: by the journal's state and by which table is which. The only place that knows."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.model.errors import WrongPhase
from onlinealter.model.states import Phase, State
from onlinealter.swapping.which_table import Side


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
_BEFORE_SWAP = {
    State.PREPARING, State.PREPARED, State.COPYING, State.COPIED, State.VERIFYING, State.VERIFIED,
}  # fmt: skip

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
        {State.COPIED, State.VERIFIED}, State.VERIFYING, State.VERIFIED, {State.SWAPPING, *_SWAPPED_OR_LATER},
    ),
    Phase.CUTOVER: _step({State.VERIFIED}, State.SWAPPING, State.SWAPPED, {State.CLEANING, State.DONE}),
    Phase.CLEANUP: _step({State.SWAPPED}, State.CLEANING, State.DONE, set()),
    Phase.ABORT: _step({*_BEFORE_SWAP, State.ROLLING_BACK}, State.ABORTING, State.ABORTED, set()),
    Phase.ROLLBACK: _step({State.SWAPPING, State.SWAPPED}, State.ROLLING_BACK, State.COPIED, set()),
}  # fmt: skip

_NEW_IN_FRONT = {
    State.ROLLING_BACK: State.SWAPPED,
    **dict.fromkeys((*_BEFORE_SWAP - {State.PREPARING}, State.ABORTING), State.SWAPPING),
}
_ORIGINAL_IN_FRONT = {
    State.SWAPPING: State.VERIFIED,
    State.SWAPPED: State.ROLLING_BACK,
    State.CLEANING: State.ROLLING_BACK,
}
_NEW_ALONE = dict.fromkeys((*_NEW_IN_FRONT, State.SWAPPING), State.SWAPPED)
_ORIGINAL_ALONE = dict.fromkeys((*_ORIGINAL_IN_FRONT, State.ROLLING_BACK), State.ABORTING)
_UNCLEAR = {State.SWAPPING: State.VERIFIED, State.ROLLING_BACK: State.SWAPPED}
_FOUND = {
    Side.NEW: _NEW_IN_FRONT,
    Side.ORIGINAL: _ORIGINAL_IN_FRONT,
    Side.NEW_ALONE: _NEW_ALONE,
    Side.ORIGINAL_ALONE: _ORIGINAL_ALONE,
    Side.UNCLEAR: _UNCLEAR,
}


def standing(state: State, side: Side) -> State:
    """Where a run really stands: a kill, or somebody else's deed, may have left the journal's state behind the tables.

    ``swapping`` then means that the swap is made and its phase isn't over; ``rolling-back`` the same of the way back.
    Where one table is alone there is nothing to swap with: the run can only be cleaned up, or aborted.
    """
    return _FOUND[side].get(state, state)


FOLLOWING: dict[State, str] = {
    State.PREPARING: "prepare",
    State.PREPARED: "execute",
    State.COPYING: "execute",
    State.COPIED: "verify",
    State.VERIFYING: "verify",
    State.VERIFIED: "cutover",
    State.SWAPPING: "cutover (or rollback)",
    State.SWAPPED: "cleanup (or rollback)",
    State.ROLLING_BACK: "rollback (or abort)",
    State.CLEANING: "cleanup",
    State.ABORTING: "abort",
    State.DONE: "",
    State.ABORTED: "",
}
"""What to call next in each state."""


def is_over(phase: Phase, state: State, table: str, *, again: bool = False) -> bool:
    """Whether there is nothing left to do for a phase where a run stands; ``again`` where that was asked for by itself.

    Raises WrongPhase where it can't be entered.
    """
    step = STEPS[phase]
    if state is State.VERIFIED and phase is Phase.VERIFY:
        return not again
    if state in step.begins:
        return False
    if state in step.over and not (phase is Phase.ROLLBACK and state is State.COPIED):
        return True
    raise WrongPhase(f"{phase} is not possible now: the run of {table} is {state}", remedy=next_command(state, table))


def next_command(state: State, table: str) -> str:
    """What to type next, as a sentence."""
    following = FOLLOWING[state]
    if not following:
        return f"Begin a new run: online-alter run --table {table} --alter …"
    first, _, other = following.partition(" (or ")
    also = f", or: online-alter {other.removesuffix(')')} --table {table}" if other else ""
    return f"Next: online-alter {first} --table {table}{also}"
