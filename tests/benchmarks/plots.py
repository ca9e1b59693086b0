"""The plots of docs/benchmarks.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.contestants import OURS
from tests.benchmarks.figures import median
from tests.benchmarks.jobs import Load
from tests.benchmarks.measuring import Measured
from tests.benchmarks.tables import growing

_COLOURS = ("#1b6ca8", "#8a8a8a", "#c4c4c4", "#d9822b", "#7a9e3b", "#a0567c")
_SIZE = (9.0, 4.2)


def draw_all(measured: Sequence[Measured], folder: Path) -> list[str]:
    """Draw what there are numbers for; gives the names of the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for name, draw in (("benchmarks-idle.svg", _idle), ("benchmarks-load.svg", _course), ("benchmarks-growth.svg", _growth)):
        figure = draw(measured)
        if figure is not None:
            figure.savefig(folder / name, metadata={"Date": None}, bbox_inches="tight")
            drawn.append(name)
    return drawn


def _new_axes(title: str) -> tuple[Any, Any]:
    import matplotlib as mpl

    mpl.use("svg")
    # Text stays text, and the same numbers give the same file.
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "onlinealter", "font.size": 10, "axes.spines.top": False,
                         "axes.spines.right": False})  # fmt: skip
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE)
    axes = figure.subplots()
    axes.set_title(title, loc="left")
    return figure, axes


def _colours(names: Sequence[str]) -> dict[str, str]:
    others = [name for name in names if name != OURS]
    return {OURS: _COLOURS[0], **dict(zip(others, _COLOURS[1:], strict=False))}


def _idle(measured: Sequence[Measured]) -> Any:
    """Bars: seconds by table, a bar per contestant."""
    found = [each for each in measured if each.load == Load.IDLE and each.is_done and not each.settings]
    if not found:
        return None
    sizes = _best_measured(found)
    names = list(dict.fromkeys(each.contestant for each in found))
    colours = _colours(names)
    figure, axes = _new_axes("Seconds to alter, idle server (medians)")
    width = 0.8 / len(names)
    for place, name in enumerate(names):
        heights = [
            median(
                each.seconds
                for each in found
                if (each.server, each.shape, each.rows, each.contestant) == (*kind, rows, name)
            )
            for kind, rows in sizes.items()
        ]
        spots = [index + place * width for index in range(len(sizes))]
        axes.bar(spots, [height or 0.0 for height in heights], width * 0.92, label=name, color=colours[name])
    axes.set_xticks([index + 0.4 - width / 2 for index in range(len(sizes))])
    axes.set_xticklabels([f"{shape}\n{rows:,} rows\n{server}" for (server, shape), rows in sizes.items()], fontsize=8)
    axes.set_ylabel("seconds")
    axes.legend(frameon=False)
    return figure


def _best_measured(found: Sequence[Measured]) -> dict[tuple[str, str], int]:
    """For each table the number of rows that was measured most often."""
    counts = Counter((each.server, each.shape, each.rows) for each in found)
    best: dict[tuple[str, str], int] = {}
    for server, shape, rows in counts:
        known = best.setdefault((server, shape), rows)
        if counts[server, shape, rows] > counts[server, shape, known]:
            best[server, shape] = rows
    return best


def _course(measured: Sequence[Measured]) -> Any:
    """Lines: the application's transactions second by second, the alteration beginning at 0."""
    found = [each for each in measured if each.application and each.load == Load.FULL and each.repeat == 0]
    found = [
        each for each in found if (each.server, each.shape, each.rows) == (found[0].server, found[0].shape, found[0].rows)
    ]
    if not found:
        return None
    colours = _colours([each.contestant for each in found])
    figure, axes = _new_axes(f"The application at full speed, {found[0].shape}, {found[0].rows:,} rows, {found[0].server}")
    for each in found:
        seen = each.application or {}
        seconds = [second - seen["altered_from"] for second in range(len(seen["course"]))]
        axes.plot(seconds, seen["course"], label=each.contestant, color=colours[each.contestant], linewidth=1.4)
    axes.axvline(0, color="black", linewidth=0.8, linestyle=":")
    axes.set_xlabel("seconds since the alteration began; each line ends with it")
    axes.set_ylabel("transactions a second")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    return figure


def _growth(measured: Sequence[Measured]) -> Any:
    """Lines: seconds by rows, both in powers."""
    found = [each for each in growing(measured) if each.is_done]
    found = [each for each in found if (each.server, each.shape) == (found[0].server, found[0].shape)]
    if not found:
        return None
    names = list(dict.fromkeys(each.contestant for each in found))
    colours = _colours(names)
    figure, axes = _new_axes(f"Seconds to alter by rows, {found[0].shape}, {found[0].server} (medians)")
    for name in names:
        mine = [each for each in found if each.contestant == name]
        sizes = sorted({each.rows for each in mine})
        times = [median(each.seconds for each in mine if each.rows == size) for size in sizes]
        axes.plot(sizes, times, marker="o", label=name, color=colours[name])
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("rows")
    axes.set_ylabel("seconds")
    axes.legend(frameon=False)
    return figure
