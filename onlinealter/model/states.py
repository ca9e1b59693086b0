"""Where a run stands. States are never compared by order; engine/transitions.py says what may follow what."""

from enum import StrEnum


class Phase(StrEnum):
    """The five phases of a run, and its two ways out."""

    PREPARE = "prepare"
    EXECUTE = "execute"
    VERIFY = "verify"
    CUTOVER = "cutover"
    CLEANUP = "cleanup"
    ABORT = "abort"
    ROLLBACK = "rollback"


class State(StrEnum):
    """The durable state of a run, as the journal has it."""

    PREPARING = "preparing"
    PREPARED = "prepared"
    COPYING = "copying"
    COPIED = "copied"
    VERIFYING = "verifying"
    VERIFIED = "verified"
    SWAPPING = "swapping"
    SWAPPED = "swapped"
    ROLLING_BACK = "rolling-back"
    CLEANING = "cleaning"
    DONE = "done"
    ABORTING = "aborting"
    ABORTED = "aborted"

    @property
    def ended(self) -> bool:
        """Whether nothing of the run is left on the server but its record."""
        return self in (State.DONE, State.ABORTED)
