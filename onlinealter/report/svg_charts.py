"""Charts as small SVG without text: what is written beside them is the page's, and stays readable on a phone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from onlinealter.model.rehearsal import Interval, Point
from onlinealter.report.page_model import Plot
from onlinealter.report.readable import one_line

WIDTH, HEIGHT, _BAR = 1000, 200, 16
_THINNEST = 8.0
_NEAR = 3.0
"""A limit is drawn where it is at most so many times the highest value; a farther one would press the curve flat."""
PAUSE_COLOURS = 5


def swatch(kind: str) -> str:
    """A square in a bar's colour, for the key."""
    return f'<svg viewBox="0 0 1 1" aria-hidden="true"><rect class="{kind}" width="1" height="1"/></svg>'


def bar(kind: str, began: float, seconds: float, whole: float, pauses: Sequence[tuple[Interval, int]] = ()) -> str:
    """One row of the time line: from when to when, and the pauses in it, each with the number of its colour."""
    inside = [_rectangle(kind, began, seconds, whole)]
    for interval, colour in pauses:
        first, last = max(began, interval.began), min(began + seconds, interval.began + interval.seconds)
        if last > first:
            inside.append(_rectangle(f"pause{colour % PAUSE_COLOURS}", first, last - first, whole, interval.reason))
    start = f'<svg viewBox="0 0 {WIDTH} {_BAR}" preserveAspectRatio="none" aria-hidden="true">'
    return f"{start}{''.join(inside)}</svg>"


def bars(stretches: Sequence[tuple[str, float, float]], whole: float) -> str:
    """One row of a time axis that many share: in which colour, from when, and for how long."""
    start = f'<svg viewBox="0 0 {WIDTH} {_BAR}" preserveAspectRatio="none" aria-hidden="true">'
    return f"{start}{''.join(_rectangle(kind, began, seconds, whole) for kind, began, seconds in stretches)}</svg>"


def _rectangle(kind: str, began: float, seconds: float, whole: float, title: str = "") -> str:
    scale = WIDTH / whole if whole > 0 else 0.0
    width = min(float(WIDTH), max(_THINNEST, seconds * scale))
    left = min(max(0.0, began * scale), WIDTH - width)
    said = f"<title>{escape(one_line(title), quote=False)}</title>" if title else ""
    return f'<rect class="{kind}" x="{left:.1f}" width="{width:.1f}" height="{_BAR}">{said}</rect>'


def top_of(plot: Plot) -> float:
    """The value at the upper edge."""
    highest = max(point.highest for point in plot.curve.points)
    limit = plot.curve.limit
    drawn = limit if limit is not None and limit <= highest * _NEAR else 0.0
    return _round_above(max(highest, drawn))


def _round_above(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 4, 5, 6, 8 and 10 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((power * each for each in (1, 1.5, 2, 3, 4, 5, 6, 8) if power * each >= value), power * 10)


def curve(plot: Plot) -> str:
    """The line of the highest values, a band down to the lowest, and the limit where it is near."""
    top = top_of(plot)
    runs = list(_unbroken(plot.curve.points, plot.breaks))
    start, end = plot.curve.points[0].at, plot.curve.points[-1].at
    span = end - start

    def across(point: Point) -> float:
        return (point.at - start) / span * WIDTH if span > 0 else WIDTH / 2

    def up(value: float) -> float:
        return HEIGHT - min(max(value, 0.0), top) / top * HEIGHT

    middle = f'y1="{HEIGHT // 2}" y2="{HEIGHT // 2}"'
    drawn = [f'<line class="grid" x1="0" x2="{WIDTH}" {middle}/>']
    for run in runs:
        line = [f"{across(point):.1f},{up(point.highest):.1f}" for point in run]
        below = [f"{across(point):.1f},{up(point.lowest):.1f}" for point in reversed(run)]
        if any(point.lowest != point.highest for point in run):
            drawn.append(f'<polygon class="band" points="{" ".join([*line, *below])}"/>')
        drawn.append(f'<polyline class="line" points="{" ".join(line if len(line) > 1 else line * 2)}"/>')
    limit = plot.curve.limit
    if limit is not None and limit <= top:
        drawn.append(f'<line class="limit" x1="0" x2="{WIDTH}" y1="{up(limit):.1f}" y2="{up(limit):.1f}"/>')
    view = (
        f'viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" aria-label="{escape(one_line(plot.title))}"'
    )
    return f'<svg class="plot" {view}>{"".join(drawn)}</svg>'


def _unbroken(points: Sequence[Point], breaks: Sequence[float]) -> Iterator[list[Point]]:
    run: list[Point] = []
    for point in points:
        if run and any(run[-1].at < each <= point.at for each in breaks):
            yield run
            run = []
        run.append(point)
    if run:
        yield run
