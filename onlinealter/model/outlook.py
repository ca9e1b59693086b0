"""What a swap will be like, looked up right before somebody is asked whether to make it."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.model.events import Blocker


@dataclass(frozen=True)
class ReplicaDelay:
    """How long a replica took to apply what was just written on the primary, in seconds. With ``reached`` False it hadn't
    after that time; ``unknown`` says why nothing could be seen.
    """

    replica: str
    seconds: float
    reached: bool = True
    unknown: str = ""


@dataclass(frozen=True)
class SwapOutlook:
    """``statement`` makes the swap and queues for its lock for at most ``longest_wait`` seconds at a time. ``older`` are the
    transactions that it waits for first; None where the account may not see them. ``rollback`` says whether there is a way
    back afterwards. The cutover window opens in ``opens`` seconds; 0 where it is open. ``queries`` says what became worse
    for which of the application's statements.
    """

    table: str
    back: bool
    statement: str
    longest_wait: float
    older: tuple[Blocker, ...] | None = ()
    replicas: tuple[ReplicaDelay, ...] = ()
    rollback: bool = True
    opens: float = 0.0
    queries: tuple[str, ...] = ()
