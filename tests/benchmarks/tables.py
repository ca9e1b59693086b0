"""The tables of docs/benchmarks.md, made from what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from onlinealter.model.states import Phase
from tests.benchmarks.contestants import OURS
from tests.benchmarks.figures import (
    NOTHING,
    count_text,
    median,
    milliseconds_text,
    per_second,
    ratio,
    ratio_text,
    seconds_text,
    share_text,
    spread_text,
    table,
)
from tests.benchmarks.jobs import UNCOMPRESSED, Load
from tests.benchmarks.measuring import Measured
from tests.benchmarks.small import Driver
from tests.benchmarks.starts import Start

Key = TypeVar("Key", bound=tuple[object, ...])

MIB, MILLION = 1024, 1_000_000  # a MiB in KiB


def idle_table(measured: Sequence[Measured]) -> str:
    """How long each took on an idle server, and how many times ours that is."""
    found = [each for each in measured if each.load == Load.IDLE and not each.settings]
    names = _in_order(each.contestant for each in found)
    rows = []
    for (server, shape, size), group in _by(found, lambda each: (each.server, each.shape, each.rows)):
        ours = _seconds_of(group, OURS)
        rows.append([server, shape, f"{size:,}", *(_time_cell(group, name, median(ours)) for name in names)])
    return table(["server", "table", "rows", *names], rows, words=2)


def phases_table(measured: Sequence[Measured]) -> str:
    """Where our time goes, medians; what is left is the start of the program and what lies between phases."""
    found = [each for each in _ours(measured) if each.load == Load.IDLE and not each.settings]
    names = [phase.value for phase in Phase if any(phase.value in each.phases for each in found)]
    rows = []
    for (server, shape, size), group in _by(found, lambda each: (each.server, each.shape, each.rows)):
        times = {name: median(each.phases.get(name) for each in group) for name in names}
        rest = median(each.seconds - sum(each.phases.values()) for each in group)
        rates = [_rate(size, times.get("execute")), _rate(size, times.get("verify"))]
        rows.append([server, shape, f"{size:,}", *(seconds_text(times[name]) for name in names), seconds_text(rest), *rates])
    heads = ["server", "table", "rows", *names, "rest", "rows/s copied, indexes included", "rows/s verified, by all workers"]
    return table(heads, rows, words=2)


def application_table(measured: Sequence[Measured]) -> str:
    """What the application saw without an alteration and during it; medians, but for the longest and the errors."""
    working = [each for each in measured if each.application]
    groups = _by(working, lambda each: (each.server, each.shape, each.rows, each.load, each.contestant))
    rows = [
        [server, shape, f"{size:,}", load, name, _outcome(same), *_seen_cells(same)]
        for (server, shape, size, load, name), same in groups
    ]
    heads = [
        "server", "table", "rows", "application", "altered by", "took", "tx/s without", "tx/s during", "that is", "p50",
        "p95", "p99", "longest", "errors by number", "transactions lost", "rows unlike the server's own ALTER",
    ]  # fmt: skip
    return table(heads, rows, words=2)


def _seen_cells(group: Sequence[Measured]) -> list[str]:
    seen: list[dict[str, Any]] = [each.application or {} for each in group]
    before, during = [each["before"] for each in seen], [each["during"] for each in seen]
    without, meanwhile = median(each["rate"] for each in before), median(each["rate"] for each in during)
    return [
        count_text(without),
        count_text(meanwhile),
        share_text(ratio(meanwhile, without)),
        _change(before, during, "p50"),
        _change(before, during, "p95"),
        _change(before, during, "p99"),
        f"{_longest(before)} → {_longest(during)}",
        _errors(during),
        count_text(median(each["lost"] for each in seen)),
        count_text(max((each.unlike for each in group if each.unlike is not None), default=None)),
    ]


def growth_table(measured: Sequence[Measured]) -> str:
    """The same table in several sizes: seconds, and rows a second."""
    found = growing(measured)
    names = _in_order(each.contestant for each in found)
    rows = []
    for (server, shape, size), group in _by(found, lambda each: (each.server, each.shape, each.rows)):
        cells = []
        for name in names:
            middle = median(_seconds_of(group, name))
            cells.append(NOTHING if middle is None else f"{seconds_text(middle)}, {per_second(size, middle):,.0f} rows/s")
        rows.append([server, shape, f"{size:,}", *cells])
    return table(["server", "table", "rows", *names], rows, words=2)


def growing(measured: Sequence[Measured]) -> list[Measured]:
    """What was measured, idle, of tables of several sizes, the small first."""
    idle = [each for each in measured if each.load == Load.IDLE and not each.settings]
    sizes: dict[tuple[str, str], set[int]] = {}
    for each in idle:
        sizes.setdefault((each.server, each.shape), set()).add(each.rows)
    return sorted((each for each in idle if len(sizes[each.server, each.shape]) > 1), key=lambda each: each.rows)


def by_hand_table(measured: Sequence[Measured]) -> str:
    """Ours with its defaults and with settings chosen by hand, where both were measured."""
    found = [each for each in _ours(measured) if each.load == Load.IDLE and each.settings != UNCOMPRESSED]
    rows = []
    for (server, shape, size), group in _by(found, lambda each: (each.server, each.shape, each.rows)):
        times = {
            settings: [each.seconds for each in same] for (settings,), same in _by(group, lambda each: (each.settings,))
        }
        if len(times) > 1 and "" in times:
            alone = median(times[""])
            rows += [
                [server, shape, f"{size:,}", settings.replace(" ", ", ") or "the defaults", spread_text(each),
                 ratio_text(ratio(median(each), alone))]
                for settings, each in times.items()
            ]  # fmt: skip
    return table(["server", "table", "rows", "set by hand", "took", "of the defaults"], rows, words=2)


def binlog_table(measured: Sequence[Measured]) -> str:
    """Bytes of binlog per row of the table, and how fast the rows came, medians."""
    found = [
        each
        for each in measured
        if each.load == Load.IDLE and each.is_done and each.binlog_bytes and each.settings in ("", UNCOMPRESSED)
    ]
    rows = [
        [
            server,
            shape,
            f"{size:,}",
            name,
            "yes" if name == OURS and not settings and server.startswith("MySQL") else "no",
            count_text(median(each.copied_bytes for each in group)),
            _rate(size, median(each.phases.get("execute") for each in group)) if name == OURS else NOTHING,
        ]
        for (server, shape, size, name, settings), group in _by(
            found, lambda each: (each.server, each.shape, each.rows, each.contestant, each.settings)
        )
    ]
    heads = ["server", "table", "rows", "altered by", "compressed", "bytes per row", "rows/s copied, indexes included"]
    return table(heads, rows, words=2)


def cost_table(measured: Sequence[Measured]) -> str:
    """What the tools themselves need, beside the server."""
    found = [each for each in measured if each.is_done and each.peak_kib]
    rows = [
        [
            name, f"{max(each.peak_kib for each in group) / MIB:.0f} MiB",
            seconds_text(median(MILLION * each.processor_seconds / each.rows for each in group)),
        ]
        for (name,), group in _by(found, lambda each: (each.contestant,))
    ]  # fmt: skip
    return table(["tool", "most memory of any run", "CPU time per million rows"], rows)


def starts_table(starts: Sequence[Start]) -> str:
    """Commands that do little, in this tree and, where that was measured in turn, at another commit."""
    rows = [
        [
            each.server,
            f"{each.command} at {each.commit}" if each.commit else each.command,
            seconds_text(each.seconds),
            seconds_text(each.processor_seconds),
            f"{each.peak_kib / MIB:.0f} MiB",
        ]
        for each in starts
    ]
    return table(["server", "`online-alter` …", "time", "CPU time", "memory"], rows, words=2)


def drivers_table(drivers: Sequence[Driver]) -> str:
    """The driver's two forms."""
    rows = [
        [
            each.server, each.form, milliseconds_text(each.connect), milliseconds_text(each.statement),
            milliseconds_text(each.statement_processor), count_text(each.rows_per_second),
        ]
        for each in drivers
    ]  # fmt: skip
    return table(["server", "driver", "connect", "statement", "client's CPU time of it", "rows/s fetched"], rows, words=2)


def _ours(measured: Iterable[Measured]) -> list[Measured]:
    return [each for each in measured if each.contestant == OURS and each.is_done]


def _seconds_of(group: Iterable[Measured], name: str) -> list[float]:
    return [each.seconds for each in group if each.contestant == name and each.is_done]


def _time_cell(group: Sequence[Measured], name: str, ours: float | None) -> str:
    mine = [each for each in group if each.contestant == name]
    times = _seconds_of(mine, name)
    if not times:
        return mine[0].outcome if mine else NOTHING
    return spread_text(times) + ("" if name == OURS else f", {ratio_text(ratio(median(times), ours))}")


def _outcome(group: Sequence[Measured]) -> str:
    failed = [each.outcome for each in group if not each.is_done]
    return failed[0] if failed else spread_text([each.seconds for each in group])


def _change(before: Sequence[dict[str, float]], during: Sequence[dict[str, float]], key: str) -> str:
    first, second = (median(each.get(key) for each in spans) for spans in (before, during))
    return f"{milliseconds_text(first)} → {milliseconds_text(second)}"


def _longest(spans: Sequence[dict[str, float]]) -> str:
    return milliseconds_text(max(each["longest"] for each in spans))


def _errors(spans: Sequence[dict[str, dict[str, int]]]) -> str:
    total: dict[str, int] = {}
    for each in spans:
        for number, times in each["errors"].items():
            total[number] = total.get(number, 0) + times
    return ", ".join(f"{number}: {times}" for number, times in sorted(total.items())) or "none"


def _rate(rows: int, seconds: float | None) -> str:
    return NOTHING if not seconds else count_text(rows / seconds)


def _in_order(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _by(found: Iterable[Measured], key: Callable[[Measured], Key]) -> list[tuple[Key, list[Measured]]]:
    """What was measured in groups, in the order in which each was first seen."""
    groups: dict[Key, list[Measured]] = {}
    for each in found:
        groups.setdefault(key(each), []).append(each)
    return list(groups.items())
