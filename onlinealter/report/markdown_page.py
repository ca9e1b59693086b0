"""A report as Markdown for a comment on a pull request, with its time line as Mermaid, which GitHub and GitLab draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from onlinealter.model.rehearsal import Played
from onlinealter.report.page_model import Code, Courses, Folded, Page, Part, Plot, Schedule, Section, Sentence, Table, Tone
from onlinealter.report.page_texts import Bounds, axis_value, cut, plot_facts, shortened_line, shown_of
from onlinealter.report.readable import duration, several_lines

MOST_CHARACTERS = 60_000
MARKER = "<!-- online-alter report -->"
"""The first line, by which a pipeline finds its comment again."""
_BOUNDS = Bounds(text=8000, cell=1000, rows=100, parts=40)
_MOST_PAUSES = 40
_SPECIAL = re.compile(r"([\\`*_\[\]|~])")
_MENTION = re.compile(r"(?<!\w)([@#])(?=\w)")
_NOT_IN_MERMAID = re.compile(r"[^\w .-]", re.ASCII)


def as_markdown(page: Page) -> str:
    """The report, below MOST_CHARACTERS: texts are shortened where the record holds more."""
    bounds = _BOUNDS
    while len(text := _written(page, bounds)) >= MOST_CHARACTERS:
        bounds = bounds.halved()
    return text


def _written(page: Page, bounds: Bounds) -> str:
    figures = Table(("figure", "value"), page.figures, frozenset({1}))
    sign = "✅" if page.passed else "❌"
    blocks = [
        MARKER,
        f"## {_text(page.title, bounds.cell)}",
        f"{sign} **{_text(page.verdict, bounds.cell)}**",
        _table(figures, bounds),
        *(block for each in page.sections for block in _section(each, bounds)),
    ]
    return "\n\n".join(blocks) + "\n"


def _section(section: Section, bounds: Bounds) -> Iterator[str]:
    yield f"### {_text(section.title)}"
    plots = [part for part in section.parts if isinstance(part, Plot)]
    if plots:
        yield "\n".join(f"* {_text(each.title, 200)}: {_text(plot_facts(each))}" for each in plots[: bounds.parts])
    others = [part for part in section.parts if not isinstance(part, Plot)]
    for part in others[: bounds.parts]:
        yield _part(part, bounds)
    if len(others) > bounds.parts:
        yield f"{len(others) - bounds.parts:,} more are left out here."


def _part(part: Part, bounds: Bounds) -> str:
    match part:
        case Sentence():
            sign = "⚠️ " if part.tone is Tone.BAD else ""
            return f"{sign}{_text(part.text, bounds.cell)}"
        case Code():
            return _fenced(cut(part.text, bounds.text))
        case Folded():
            summary = escape(shortened_line(part.summary, bounds.cell))
            return f"<details><summary>{summary}</summary>\n\n{_fenced(shown_of(part, bounds))}\n\n</details>"
        case Table():
            return _table(part, bounds)
        case Plot():
            return _text(f"{part.title}: {axis_value(part.curve.points[-1].highest, part.unit)}")
        case Schedule():
            return _schedule(part, bounds)
        case Courses():
            return _courses(part, bounds)


def _table(table: Table, bounds: Bounds) -> str:
    def row(cells: tuple[str, ...]) -> str:
        return f"| {' | '.join(_text(cell, bounds.cell) for cell in cells)} |"

    rule = "|".join("---:" if place in table.numbers else "---" for place in range(len(table.columns)))
    lines = [row(table.columns), f"|{rule}|", *map(row, table.rows[: bounds.rows])]
    more = len(table.rows) - bounds.rows
    return "\n".join([*lines, *([f"\n{more:,} more are left out here."] if more > 0 else [])])


def _schedule(schedule: Schedule, bounds: Bounds) -> str:
    """Times in milliseconds since the begin; the axis shows seconds."""
    tasks = [
        (each.began, _task(_phase_name(each, each.on != schedule.original), "", each.began, each.seconds))
        for each in schedule.phases[: bounds.rows]
    ]
    tasks += [
        (each.began, _task(f"test {each.moment}", "crit" if each.exit_code else "done", each.began, each.seconds))
        for each in schedule.tests[: bounds.rows]
    ]
    lines = ["gantt", "  dateFormat x", "  axisFormat %s s", "  section phases"]
    lines += [line for _, line in sorted(tasks)]
    pauses = schedule.intervals[:_MOST_PAUSES]
    if pauses:
        lines.append("  section pauses")
        lines += [_task(each.signal, "active", each.began, each.seconds) for each in pauses]
    more = len(schedule.intervals) - len(pauses)
    note = f"\n\nThe last {more:,} pauses aren't drawn." if more > 0 else ""
    return "\n".join(["```mermaid", *lines, "```"]) + note


def _courses(courses: Courses, bounds: Bounds) -> str:
    """A section for each shard; times in milliseconds since the first one's begin."""
    lines = ["gantt", "  dateFormat x", "  axisFormat %H:%M"]
    for shard in courses.shards[: bounds.rows]:
        lines.append(f"  section {_NOT_IN_MERMAID.sub(' ', cut(shard.name, 60)).strip() or 'unnamed'}")
        lines += [_task(stage.value, "", began, seconds) for stage, began, seconds in shard.stretches]
    more = len(courses.shards) - bounds.rows
    note = f"\n\n{more:,} more shards aren't drawn." if more > 0 else ""
    return "\n".join(["```mermaid", *lines, "```"]) + f"\n\n{_text(courses.first)} to {_text(courses.last)}" + note


def _phase_name(played: Played, stand_in: bool) -> str:
    outcome = "" if played.outcome == "done" else f" {played.outcome}"
    return f"{played.phase} on the empty table{outcome}" if stand_in else f"{played.phase}{outcome}"


def _task(name: str, tag: str, began: float, seconds: float) -> str:
    first = max(0, round(began * 1000))
    last = first + max(1, round(seconds * 1000))
    plain = _NOT_IN_MERMAID.sub(" ", cut(name, 60)).strip() or "unnamed"
    return f"  {plain}, {duration(seconds)} :{f'{tag}, ' if tag else ''}{first}, {last}"


def _fenced(text: str) -> str:
    lines = several_lines(text)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence, *lines, fence])


def _text(text: str, longest: int = 1000) -> str:
    """Foreign text on one line: neither markup, nor a mention of somebody."""
    escaped = _SPECIAL.sub(r"\\\1", escape(shortened_line(text, longest), quote=False))
    return _MENTION.sub("\\1\N{ZERO WIDTH SPACE}", escaped)
