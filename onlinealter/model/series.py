"""A number over time, thinned so that it stays small, without losing its peaks."""

from __future__ import annotations

from dataclasses import dataclass

MOST_SPANS = 500


@dataclass(frozen=True)
class Span:
    """Some samples, one after the other: when the first was taken (seconds since 1970), the lowest and the highest value,
    and how many they were.
    """

    at: float
    lowest: float
    highest: float
    count: int = 1

    def and_then(self, later: Span) -> Span:
        """Both as one."""
        lowest, highest = min(self.lowest, later.lowest), max(self.highest, later.highest)
        return Span(self.at, lowest, highest, self.count + later.count)


class Series:
    """Samples in the order of their time. When there are too many, each two neighbours become one."""

    def __init__(self, most: int = MOST_SPANS) -> None:
        self._most = most
        self._spans: list[Span] = []
        self._each = 1  # samples that one span is to have

    @property
    def spans(self) -> tuple[Span, ...]:
        """The samples."""
        return tuple(self._spans)

    def see(self, at: float, value: float) -> None:
        """A sample."""
        self.add(Span(at, value, value))

    def add(self, span: Span) -> None:
        """Samples that are one already."""
        if self._spans and self._spans[-1].count + span.count <= self._each:
            self._spans[-1] = self._spans[-1].and_then(span)
            return
        self._spans.append(span)
        if len(self._spans) > self._most:
            pairs = [self._spans[place : place + 2] for place in range(0, len(self._spans), 2)]
            self._spans = [pair[0].and_then(pair[1]) if len(pair) > 1 else pair[0] for pair in pairs]
            self._each *= 2
