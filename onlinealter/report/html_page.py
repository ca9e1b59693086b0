"""A report as one HTML file: no script, nothing from elsewhere, and a policy in the page that lets none in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from onlinealter.model.rehearsal import Played, ProgramRun
from onlinealter.report.page_model import (
    Code,
    Courses,
    Folded,
    Page,
    Part,
    Plot,
    Schedule,
    Section,
    Sentence,
    Stage,
    Table,
    Tone,
)
from onlinealter.report.page_style import STYLE
from onlinealter.report.page_texts import Bounds, axis_value, cut, plot_facts, shortened_line, shown_of
from onlinealter.report.readable import duration, rate, several_lines
from onlinealter.report.svg_charts import PAUSE_COLOURS, bar, bars, curve, swatch, top_of

MOST_BYTES = 500_000


def as_html(page: Page) -> str:
    """The page, below MOST_BYTES: where the record holds more, texts are shortened, which an ellipsis shows."""
    bounds = Bounds()
    while len((text := _written(page, bounds)).encode()) >= MOST_BYTES:
        bounds = bounds.halved()
    return text


def _written(page: Page, bounds: Bounds) -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    title = _text(page.title, bounds.cell)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            f"<h1>{title}</h1>",
            f'<p class="verdict {"good" if page.passed else "bad"}">{_text(page.verdict, bounds.cell)}</p>',
            "<dl>",
            *(f"<div><dt>{_text(label)}</dt><dd>{_text(value)}</dd></div>" for label, value in page.figures),
            "</dl>",
            *(line for each in page.sections for line in _section(each, bounds)),
            "<footer>Made by online-alter report. The page holds no script and loads nothing.</footer>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _section(section: Section, bounds: Bounds) -> Iterator[str]:
    yield "<section>"
    yield f"<h2>{_text(section.title)}</h2>"
    yield from (_part(part, bounds) for part in section.parts[: bounds.parts])
    if len(section.parts) > bounds.parts:
        yield f"<p>{len(section.parts) - bounds.parts:,} more are left out of the page.</p>"
    yield "</section>"


def _part(part: Part, bounds: Bounds) -> str:
    match part:
        case Sentence():
            tone = "" if part.tone is Tone.PLAIN else f' class="{part.tone.value}"'
            return f"<p{tone}>{_text(part.text, bounds.cell)}</p>"
        case Code():
            return f"<pre>{_lines(cut(part.text, bounds.text))}</pre>"
        case Folded():
            summary, text = _text(part.summary, bounds.cell), _lines(shown_of(part, bounds))
            kept = "" if part.printed else ' class="folded"'
            return f"<details{kept}><summary>{summary}</summary><pre>{text}</pre></details>"
        case Table():
            return _table(part, bounds)
        case Plot():
            return _plot(part)
        case Schedule():
            return _schedule(part, bounds)
        case Courses():
            return _courses(part, bounds)


def _table(table: Table, bounds: Bounds) -> str:
    def row(cells: tuple[str, ...], tag: str) -> str:
        written = (
            f"<{tag}{_number(at in table.numbers)}>{_text(cell, bounds.cell)}</{tag}>" for at, cell in enumerate(cells)
        )
        return f"<tr>{''.join(written)}</tr>"

    rows = [row(cells, "td") for cells in table.rows[: bounds.rows]]
    more = len(table.rows) - len(rows)
    if more:
        rows.append(f'<tr><td colspan="{len(table.columns)}">{more:,} more are left out of the page.</td></tr>')
    whole = f"<table><thead>{row(table.columns, 'th')}</thead><tbody>{''.join(rows)}</tbody></table>"
    return f'<div class="wide">{whole}</div>'


def _number(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _plot(plot: Plot) -> str:
    points = plot.curve.points
    times = f'<div class="axis"><span>{duration(points[0].at)}</span><span>{duration(points[-1].at)}</span></div>'
    top = f'<div class="axis"><span>{_text(axis_value(top_of(plot), plot.unit))}</span></div>'
    caption = f"<figcaption>{_text(plot.title, 200)} <span>{_text(plot_facts(plot))}</span></figcaption>"
    return f"<figure>{caption}{top}{curve(plot)}{times}</figure>"


def _schedule(schedule: Schedule, bounds: Bounds) -> str:
    colours = {signal: place for place, signal in enumerate(dict.fromkeys(each.signal for each in schedule.intervals))}
    pauses = [(each, colours[each.signal]) for each in schedule.intervals[: bounds.rows]]
    rows: list[tuple[float, str]] = []
    for phase in schedule.phases[: bounds.rows]:
        stand_in = phase.on != schedule.original
        kind = "stand-in" if stand_in else "bar"
        drawn = bar(kind, phase.began, phase.seconds, schedule.seconds, pauses)
        rows.append((phase.began, _row(_phase_name(phase, stand_in), drawn, phase.seconds, _rows_of(phase))))
    for test in schedule.tests[: bounds.rows]:
        drawn = bar("failed" if test.exit_code else "test", test.began, test.seconds, schedule.seconds)
        rows.append((test.began, _row(_test_name(test), drawn, test.seconds, "")))
    when = f"when, of {duration(schedule.seconds)}"
    head = f'<tr><th class="what">phase</th><th>{when}</th><th class="number">time</th><th class="number">rows</th></tr>'
    body = "".join(text for _, text in sorted(rows, key=lambda row: row[0]))
    return f'<table class="schedule"><thead>{head}</thead><tbody>{body}</tbody></table>{_key(schedule, colours)}'


_COLOURS = {Stage.COPY: "bar", Stage.VERIFY: "stand-in", Stage.AFTER: "test"}


def _courses(courses: Courses, bounds: Bounds) -> str:
    rows = []
    for shard in courses.shards[: bounds.rows]:
        drawn = bars([(_COLOURS[stage], began, seconds) for stage, began, seconds in shard.stretches], courses.seconds)
        rows.append(f'<tr><td class="what">{_text(shard.name, 60)}</td><td>{drawn}</td></tr>')
    more = len(courses.shards) - len(rows)
    if more:
        rows.append(f'<tr><td colspan="2">{more:,} more are left out of the page.</td></tr>')
    ends = f'<div class="axis"><span>{_text(courses.first)}</span><span>{_text(courses.last)}</span></div>'
    head = f'<tr><th class="what">shard</th><th>{ends}</th></tr>'
    key = "".join(f"<span>{swatch(kind)}{stage.value}</span>" for stage, kind in _COLOURS.items())
    body = f'<table class="schedule"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'
    return f'{body}<div class="key">{key}</div>'


def _row(name: str, drawn: str, seconds: float, rows: str) -> str:
    numbers = f'<td class="number">{duration(seconds)}</td><td class="number">{rows}</td>'
    return f'<tr><td class="what">{name}</td><td>{drawn}</td>{numbers}</tr>'


def _phase_name(phase: Played, stand_in: bool) -> str:
    said = [_text(phase.phase, 40)]
    if stand_in:
        said.append("<small>empty table</small>")
    if phase.outcome != "done":
        said.append(f'<small class="bad">{_text(phase.outcome, 60)}</small>')
    return "".join(said)


def _test_name(test: ProgramRun) -> str:
    failed = f'<small class="bad">exit code {test.exit_code}</small>' if test.exit_code else ""
    return f"test<small>{_text(test.moment, 40)}</small>{failed}"


def _rows_of(phase: Played) -> str:
    speed = f"<small>{rate(phase.rows / phase.seconds)}</small>" if phase.rows and phase.seconds else ""
    return f"{phase.rows:,}{speed}" if phase.rows else ""


def _key(schedule: Schedule, colours: dict[str, int]) -> str:
    entries = [("bar", "phase")]
    if any(each.on != schedule.original for each in schedule.phases):
        entries.append(("stand-in", "phase on the empty table that stands in for cleanup"))
    if schedule.tests:
        entries.append(("test", "test"))
    entries += [(f"pause{place % PAUSE_COLOURS}", f"paused for {signal}") for signal, place in colours.items()]
    said = "".join(f"<span>{swatch(kind)}{_text(text, 200)}</span>" for kind, text in entries)
    return f'<div class="key">{said}</div>'


def _text(text: str, longest: int = 1000) -> str:
    """Foreign text on one line."""
    return escape(shortened_line(text, longest), quote=False)


def _lines(text: str) -> str:
    """Foreign text with its lines."""
    return escape("\n".join(several_lines(text)), quote=False)
