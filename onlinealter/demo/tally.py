"""What an application saw: counted second by second, so that before and during can be told apart."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable, Mapping

_SMALLEST = 1e-5  # seconds; shorter times are all alike
_STEP = math.log(1.05)


class Latencies:
    """How long statements took, in steps of 5 %: any number of them takes little room."""

    def __init__(self) -> None:
        self.counts: Counter[int] = Counter()
        self.longest = 0.0

    def add(self, seconds: float) -> None:
        """Count a statement."""
        self.counts[max(0, math.ceil(math.log(max(seconds, _SMALLEST) / _SMALLEST) / _STEP))] += 1
        self.longest = max(self.longest, seconds)

    def include(self, others: Latencies) -> None:
        """Count another's statements too."""
        self.counts.update(others.counts)
        self.longest = max(self.longest, others.longest)

    def quantile(self, share: float) -> float:
        """The time that this share of the statements did not exceed."""
        left = share * self.counts.total()
        for step in sorted(self.counts):
            left -= self.counts[step]
            if left <= 0:
                return min(self.longest, _SMALLEST * math.exp(step * _STEP))
        return self.longest


class Seen:
    """What was seen in some span of time; errors by the server's number."""

    def __init__(self, transactions: int = 0, retries: int = 0, errors: Mapping[int, int] | None = None) -> None:
        self.transactions = transactions
        self.retries = retries
        self.errors: Counter[int] = Counter(errors or {})
        self.latencies = Latencies()

    def include(self, other: Seen) -> None:
        """Add what another saw."""
        self.transactions += other.transactions
        self.retries += other.retries
        self.errors.update(other.errors)
        self.latencies.include(other.latencies)


class Tally:
    """What one writer, or all of them, saw, by seconds of the wall clock."""

    def __init__(self) -> None:
        self.seconds: dict[int, Seen] = {}

    def now(self) -> Seen:
        """Where to count what happens now."""
        return self.seconds.setdefault(int(time.time()), Seen())

    def between(self, since: float = 0.0, until: float = math.inf) -> Seen:
        """What was seen in whole seconds from one moment on and before another."""
        total = Seen()
        for second, seen in self.seconds.items():
            if since <= second < until:
                total.include(seen)
        return total


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """What several writers saw together."""
    total = Tally()
    for tally in tallies:
        for second, seen in tally.seconds.items():
            total.seconds.setdefault(second, Seen()).include(seen)
    return total
