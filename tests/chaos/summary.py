"""What came of all bouts, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from onlinealter.demo.tally import Seen
from tests.chaos.blows import Kind, tally_text
from tests.chaos.bout import Bout
from tests.chaos.writers import LOST

_HEADINGS = (
    "server", "key", "kills: tool", "connection", "server", "rollbacks", "aborts", "given again", "transactions",
    "errors", "row deadlocks", "lost with server",
    "p50 ms", "p99 ms", "longest ms", "tx/s", "rows", "differences", "left over",
)  # fmt: skip


def show(console: Console, bouts: Sequence[Bout], writers: int) -> None:
    """Print the table, where the blows fell, and the verdict; latencies and throughput are before/during/after."""
    table = Table(*_HEADINGS, title="before / during / after")
    for bout in bouts:
        table.add_row(*_line(bout), style="red" if bout.faults(writers) else "")
    wide = Console(file=console.file, width=max(console.width, 210), highlight=False)
    wide.print(table)
    for kind in Kind:
        blows = [blow for bout in bouts for blow in bout.survived.blows if blow.kind is kind]
        console.print(f"{kind} kills: {len(blows)} ({tally_text(blows)})", markup=False)
    faults = sum(len(bout.faults(writers)) for bout in bouts)
    transactions = sum(bout.before.transactions + bout.during.transactions + bout.after.transactions for bout in bouts)
    rollbacks = sum(bout.survived.rollbacks for bout in bouts)
    console.print(f"{transactions} transactions, {rollbacks} rollbacks, {faults} faults")


def _line(bout: Bout) -> tuple[str, ...]:
    seen = (bout.before, bout.during, bout.after)
    survived = bout.survived
    return (
        bout.kind,
        bout.shape.name,
        *(str(survived.count(kind)) for kind in Kind),
        str(survived.rollbacks),
        str(survived.aborts),
        str(survived.again),
        str(sum(each.transactions for each in seen)),
        _three(", ".join(f"{n}: {count}" for n, count in each.errors.items() if n != LOST) or "0" for each in seen),
        str(bout.row_deadlocks),
        str(sum(each.errors[LOST] for each in seen)),
        _three(_milliseconds(each, 0.5) for each in seen),
        _three(_milliseconds(each, 0.99) for each in seen),
        _three(f"{each.latencies.longest * 1000:.0f}" for each in seen),
        _three(f"{each.transactions / span:.0f}" for each, span in zip(seen, bout.spans, strict=True)),
        str(bout.verdict.rows),
        str(len(bout.verdict.differences) + len(bout.verdict.definitions)),
        str(len(bout.verdict.leftovers) + len(bout.leftovers)),
    )


def _three(texts: Iterable[str]) -> str:
    return " / ".join(texts)


def _milliseconds(seen: Seen, share: float) -> str:
    return f"{seen.latencies.quantile(share) * 1000:.1f}"
