"""The shape of a signal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from onlinealter.mysql.connection import Connection

_T = TypeVar("_T")
Limit = Callable[[], float]
"""A limit as it is now: it may be changed while the run is at work."""


class Ask(Protocol):
    """Asks a server over a connection that is opened when it is needed, and again when it was lost."""

    def __call__(self, question: Callable[[Connection], _T], /) -> _T:
        """Ask; raises ServerError, ConnectionLost or Unreachable."""


@dataclass(frozen=True)
class Reading:
    """A number that a signal saw, and the limit that it is held against; both in the signal's unit."""

    value: float
    limit: float | None = None


class Signal(Protocol):
    """One thing that is watched."""

    @property
    def name(self) -> str:
        """What it is, as reasons call it."""

    @property
    def optional(self) -> bool:
        """Whether the run continues without it where the account may not look."""

    @property
    def reading(self) -> Reading | None:
        """What it saw when it was asked last; None where that is no number, or wasn't to be had."""

    def reason(self) -> str | None:
        """Why the work has to wait, as ``signal observed operator limit``; None when it may go on. Raises what keeps it from
        being told, and BudgetUsedUp or ConflictsFound when waiting can't help.
        """
