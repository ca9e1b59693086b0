"""The sections that the reports of a rehearsal and of a run have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onlinealter.model.findings import Severity
from onlinealter.model.rehearsal import Curve, Details, Played, Point, RanStatement
from onlinealter.model.series import Series, Span
from onlinealter.planning.plan_notes import told
from onlinealter.report.page_model import Code, Folded, Plot, Section, Sentence, section, table
from onlinealter.report.page_texts import axis_value
from onlinealter.report.readable import count, duration

RATES = {"copy rows/s": "Copy", "verify rows/s": "Verification"}
CHUNKS = {"copy chunk seconds": "Time of a chunk copied", "verify chunk seconds": "Time of a chunk compared"}
MEGABYTES = ("binlog of the copy", "free disk")
LAG = "lag of "
_MOST_POINTS = 250


def change_section(details: Details | None, after: str = "", method: str = "") -> Section | None:
    """The clauses, the strategy and the definition; ``after`` is that afterwards, ``method`` what the strategy led to."""
    if details is None:
        return None
    clauses = Code(";\n".join(details.alter)) if details.alter else None
    led = f", which led to {method}" if method not in ("", details.strategy) else ""
    before = Folded("Definition before", details.definition) if details.definition else None
    return section(
        "What changes",
        table(("", ""), list(told(details.about).items())),
        clauses,
        Sentence(f"Strategy: {details.strategy}{led}."),
        before,
        Folded("Definition after", after) if after else None,
    )


def names_in(details: Details | None) -> list[str]:
    """The names of all curves."""
    return [curve.name for curve in details.curves] if details else []


def others_in(details: Details | None) -> list[str]:
    """Of those curves that no other section shows."""
    shown = {*RATES, *CHUNKS, *MEGABYTES}
    return [name for name in names_in(details) if name not in shown and not name.startswith(LAG)]


def numbers_section(title: str, details: Details | None, phases: Sequence[Played], names: Sequence[str]) -> Section | None:
    """A plot of each number that moved; a row for each that didn't."""
    curves = {curve.name: curve for curve in (details.curves if details else ()) if curve.points}
    breaks = tuple(each.began for each in phases)
    plots = [_plot(curves[name], breaks) for name in names if name in curves]
    still = [
        plot for plot in plots if len({value for each in plot.curve.points for value in (each.lowest, each.highest)}) == 1
    ]
    rows = [(plot.title, *_value_and_limit(plot)) for plot in still]
    return section(title, *(each for each in plots if each not in still), table(("always", "value", "limit"), rows, (1, 2)))


def _value_and_limit(plot: Plot) -> tuple[str, str]:
    limit = plot.curve.limit
    return axis_value(plot.curve.points[0].lowest, plot.unit), "" if limit is None else axis_value(limit, plot.unit)


def _plot(curve: Curve, breaks: tuple[float, ...]) -> Plot:
    curve = replace(curve, points=_thinned(curve.points))
    if curve.name in RATES:
        return Plot(curve, RATES[curve.name], "rows/s", breaks)
    if curve.name in CHUNKS or curve.name.startswith(LAG):
        return Plot(curve, CHUNKS.get(curve.name, curve.name.capitalize()), "s", breaks)
    return Plot(curve, curve.name.capitalize(), "MB" if curve.name in MEGABYTES else "", breaks)


def _thinned(points: Sequence[Point]) -> tuple[Point, ...]:
    series = Series(_MOST_POINTS)
    for each in points:
        series.add(Span(each.at, each.lowest, each.highest))
    return tuple(Point(each.at, each.lowest, each.highest) for each in series.spans)


def locks_section(details: Details | None) -> Section | None:
    """Statements that could not have their lock at once, and who held it."""
    if details is None or not details.lock_waits:
        return None
    longest = {each.purpose: each.seconds for each in sorted(details.statements, key=lambda one: one.seconds)}
    rows = [
        (each.purpose, f"{each.repeated:,}", duration(longest[each.purpose]) if each.purpose in longest else "?",
         ", ".join(each.blockers) or "not seen")
        for each in details.lock_waits
    ]  # fmt: skip
    return section(
        "Lock waits", table(("statement", "repeated", "longest, with its work", "who held the lock"), rows, (1, 2))
    )


def findings_section(details: Details | None, notes: Sequence[str], by: str) -> Section | None:
    """What checks said, the worst first, and notes ``by`` whoever made them."""
    found = sorted(details.findings if details else (), key=lambda each: list(Severity).index(each.severity))
    rows = [(each.severity.value, each.check, f"{each.message} {each.remedy}".strip()) for each in found]
    noted = [("note", by, note) for note in notes]
    return section("Findings", table(("severity", "check", "what was found"), [*rows, *noted]))


def statements_section(details: Details | None) -> Section | None:
    """All of them, folded by phase."""
    if details is None or not details.statements:
        return None
    groups: dict[tuple[str, str], list[RanStatement]] = {}
    for each in details.statements:
        groups.setdefault((each.phase, each.on), []).append(each)
    folded = [
        Folded(f"{phase} of {on}: {count(len(group), 'statement')}", "\n\n".join(map(_statement, group)), printed=False)
        for (phase, on), group in groups.items()
    ]
    return section("Statements that changed the server", *folded)


def _statement(ran: RanStatement) -> str:
    return f"-- {ran.purpose}, {duration(ran.seconds)}\n{ran.sql};"
