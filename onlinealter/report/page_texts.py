"""What the HTML page and the Markdown share: how much of a text is shown, and how values read."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.report.page_model import Folded, Plot
from onlinealter.report.readable import one_line

_ELLIPSIS = "…"


@dataclass(frozen=True)
class Bounds:
    """How much is shown: characters of a folded text and of a cell, rows of a table, parts of a section."""

    text: int = 20_000
    cell: int = 2000
    rows: int = 300
    parts: int = 100

    def halved(self) -> Bounds:
        """Half of each, but never nothing."""
        return Bounds(*(max(least, each // 2) for each, least in zip(self._all, (100, 60, 20, 10), strict=True)))

    @property
    def _all(self) -> tuple[int, int, int, int]:
        return self.text, self.cell, self.rows, self.parts


def cut(text: str, longest: int) -> str:
    """The beginning."""
    return text if len(text) <= longest else text[: longest - 1] + _ELLIPSIS


def shortened_line(text: str, longest: int) -> str:
    """The beginning of a foreign text, on one line; what lies far behind it isn't looked at."""
    return cut(one_line(text[: longest * 2]), longest)


def shown_of(folded: Folded, bounds: Bounds) -> str:
    """As much of it as there is room for."""
    if folded.keep_end and len(folded.text) > bounds.text:
        return _ELLIPSIS + folded.text[-bounds.text + 1 :]
    return cut(folded.text, bounds.text)


def axis_value(value: float, unit: str) -> str:
    """A value with its unit, to three digits where it is small."""
    number = f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.3g}"
    return f"{number} {unit}".rstrip()


def plot_facts(plot: Plot) -> str:
    """The curve in words."""
    lowest, highest = min(each.lowest for each in plot.curve.points), max(each.highest for each in plot.curve.points)
    facts = [f"lowest {axis_value(lowest, plot.unit)}", f"highest {axis_value(highest, plot.unit)}"]
    if plot.curve.limit is not None:
        facts.append(f"limit {axis_value(plot.curve.limit, plot.unit)}")
    return ", ".join(facts)
