"""docs/benchmarks.md, made from what was measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import tables
from tests.benchmarks.machine import machine_sentence
from tests.benchmarks.measuring import Measured
from tests.benchmarks.records import from_json
from tests.benchmarks.shapes import ALTERATION, SHAPES
from tests.benchmarks.small import Driver
from tests.benchmarks.starts import Start

TEMPLATE = Path(__file__).with_name("page.md")
NOT_MEASURED = "Not measured."
_ENOUGH = 3  # measurements of each for a median


def benchmarks_page(held: dict[str, Any], pictures: Sequence[str]) -> str:
    """The whole page; ``pictures`` are names in docs/images."""
    measured = from_json(Measured, held["measured"])
    parts = {
        "machine": machine_sentence(held["machine"]),
        "days": _days(measured),
        "few": _few(measured),
        "servers": "Servers: " + ", ".join(dict.fromkeys(each.server for each in measured)) + ".",
        "pool": str(held["pool"]),
        "alteration": ALTERATION,
        "shapes": _shapes(measured),
        "pictures": "\n\n".join(f"![{_words(name)}](images/{name})" for name in pictures),
        "idle": tables.idle_table(measured),
        "phases": tables.phases_table(measured),
        "by_hand": tables.by_hand_table(measured),
        "growth": tables.growth_table(measured),
        "application": tables.application_table(measured),
        "binlog": tables.binlog_table(measured),
        "cost": tables.cost_table(measured),
        "starts": tables.starts_table(from_json(Start, held.get("starts", []))),
        "drivers": tables.drivers_table(from_json(Driver, held.get("drivers", []))),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for mark, value in parts.items():
        text = text.replace("{{" + mark + "}}", value if not _is_empty_table(value) else NOT_MEASURED)
    return text


def _days(measured: Sequence[Measured]) -> str:
    """A call may add to what earlier ones have measured."""
    found: dict[str, set[str]] = {}
    for each in measured:
        found.setdefault(each.load, set()).add(each.day or "a day not noted")
    return "Measured: " + "; ".join(f"{load} on {', '.join(sorted(days))}" for load, days in sorted(found.items())) + "."


def _few(measured: Sequence[Measured]) -> str:
    """What was measured too seldom for a median to mean much."""
    counted = Counter((each.server, each.shape, each.rows, each.load, each.contestant, each.settings) for each in measured)
    times: dict[str, int] = {}
    for (server, shape, rows, load, _, _), count in counted.items():
        what = f"{shape} with {rows:,} rows on {server}, {load}"
        times[what] = min(count, times.get(what, count))
    listed = [f"{what}: {count}" for what, count in times.items() if count < _ENOUGH]
    return f"Fewer than {_ENOUGH} measurements: {'; '.join(listed)}." if listed else ""


def _is_empty_table(text: str) -> bool:
    """Whether a table has only its head."""
    return text.startswith("| ") and text.count("\n") < 2


def _shapes(measured: Sequence[Measured]) -> str:
    used = dict.fromkeys(each.shape for each in measured)
    return "\n".join(f"* *{name}*: {SHAPES[name].sentence}" for name in used if name in SHAPES)


def _words(name: str) -> str:
    return {"idle": "Idle servers", "load": "While an application writes", "growth": "As the table grows"}[
        name.removeprefix("benchmarks-").removesuffix(".svg")
    ]
