"""The decision's page, made from what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onlinealter.mysql import error_numbers
from tests.benchmarks.figures import NOTHING, milliseconds_text, table
from tests.benchmarks.machine import machine_sentence
from tests.benchmarks.records import from_json
from tests.benchmarks.variants.cells import Tried
from tests.benchmarks.variants.statements import Triggers

TEMPLATE = Path(__file__).with_name("page.md")
LOCKS = (error_numbers.DEADLOCK, error_numbers.LOCK_WAIT_TIMEOUT)


def decision_page(held: dict[str, Any]) -> str:
    tried = from_json(Tried, held["cells"])
    rates = "\n\n".join(_rates_of(server, tried) for server in _in_order(each.server for each in tried))
    text = TEMPLATE.read_text(encoding="utf-8")
    for mark, value in {
        "rates": rates,
        "all": all_cells(tried),
        "machine": machine_sentence(held["machine"]),
        "rows": f"{held['rows']:,}",
        "seconds": f"{held['seconds']:.0f}",
    }.items():
        text = text.replace("{{" + mark + "}}", value)
    return text


def _rates_of(server: str, tried: Sequence[Tried]) -> str:
    """Deadlocks and lock wait timeouts per 10,000 transactions: forms of the triggers across, isolation and copy down."""
    mine = [each for each in tried if each.server == server]
    forms = [form for form in Triggers if form is not Triggers.NONE]
    quiet = {each.isolation: [each] for each in mine if each.triggers == Triggers.NONE}
    rows = []
    for isolation in _in_order(each.isolation for each in mine):
        for copy in _in_order(each.copy for each in mine if each.triggers != Triggers.NONE):
            found = {each.triggers: each for each in mine if (each.isolation, each.copy) == (isolation, copy)}
            rows.append([isolation, copy, "", *(_rate([found[form]] if form in found else []) for form in forms)])
        together = {form: [each for each in mine if (each.isolation, each.triggers) == (isolation, form)] for form in forms}
        rows.append([isolation, "all together", _rate(quiet.get(isolation, [])), *(_rate(together[form]) for form in forms)])
    heads = ["application at", "copy", "no alteration", *(form.value for form in forms)]
    return f"### {server}\n\n{table(heads, rows, words=2)}"


def all_cells(tried: Sequence[Tried]) -> str:
    heads = ["server", "application at", "triggers", "copy", "transactions", "a second", "errors by number",
             "copier's retries", "complete copies", "rows that differ", "p99", "longest"]  # fmt: skip
    rows = [
        [
            each.server, each.isolation, each.triggers, each.copy, f"{each.transactions:,}",
            f"{each.transactions / each.seconds:,.0f}", _errors(each), f"{each.retries:,}", str(each.copies),
            str(each.differences) if each.copies else NOTHING, milliseconds_text(each.p99), milliseconds_text(each.longest),
        ]
        for each in tried
    ]  # fmt: skip
    return table(heads, rows, words=4)


def _rate(found: Sequence[Tried]) -> str:
    """Of several cells together, with what it is made from."""
    transactions = sum(each.transactions for each in found)
    if not transactions:
        return NOTHING
    number = sum(each.errors.get(str(lock), 0) for each in found for lock in LOCKS)
    return f"{10_000 * number / transactions:.1f} ({number} of {transactions:,})"


def _errors(found: Tried) -> str:
    return ", ".join(f"{number}: {times}" for number, times in sorted(found.errors.items())) or "none"


def _in_order(values: Any) -> list[str]:
    return list(dict.fromkeys(values))
