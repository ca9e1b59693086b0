"""The demo's last words: what the application saw, what came out, how long it took."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onlinealter.demo.comparison import Comparison
from onlinealter.demo.tally import Seen
from onlinealter.model.events import PhaseEnded
from onlinealter.model.exit_codes import ExitCode


@dataclass(frozen=True)
class Outcome:
    """All that is known at the end; seconds are the lengths of the two spans of time."""

    server: str
    before: Seen
    before_seconds: float
    during: Seen
    during_seconds: float
    phases: tuple[PhaseEnded, ...]
    own_alter_seconds: float
    comparison: Comparison

    @property
    def errors(self) -> int:
        """Errors that the application met, before as well as during."""
        return self.before.errors.total() + self.during.errors.total()

    @property
    def code(self) -> ExitCode:
        """DONE only if nobody noticed anything and nothing is wrong or left."""
        if not self.comparison.alike:
            return ExitCode.DIFFERENT
        return ExitCode.BUG if self.errors or self.comparison.leftovers else ExitCode.DONE


def summary(outcome: Outcome) -> str:
    """The whole text, a line per figure."""
    return "\n".join(["", *_traffic(outcome), "", *_phases(outcome), "", *_comparison(outcome), ""])


def _traffic(outcome: Outcome) -> Iterator[str]:
    before, during = outcome.before, outcome.during
    yield f"{'What the application saw':<34}{'before':>12}{'meanwhile':>12}"
    yield _pair("transactions", f"{before.transactions:,}", f"{during.transactions:,}")
    rates = (before.transactions / outcome.before_seconds, during.transactions / outcome.during_seconds)
    yield _pair("  a second", *(f"{rate:,.0f}" for rate in rates))
    yield _pair("errors", _errors(before), _errors(during))
    yield _pair("99 of 100 statements within", *(_time(seen.latencies.quantile(0.99)) for seen in (before, during)))
    yield _pair("longest wait", _time(before.latencies.longest), _time(during.latencies.longest))


def _phases(outcome: Outcome) -> Iterator[str]:
    yield f"The phases on {outcome.server}"
    for ended in outcome.phases:
        yield _single(ended.phase.value, _time(ended.seconds))
    yield _single("the server's own ALTER, idle", _time(outcome.own_alter_seconds))


def _comparison(outcome: Outcome) -> Iterator[str]:
    found = outcome.comparison
    yield "The table beside its twin, which the server's own ALTER changed"
    yield _single("rows", f"{found.rows:,}")
    yield _single("differences", f"{found.differences:,}")
    yield _single("definition", "the same" if found.same_definition else "NOT THE SAME")
    yield _single("left behind but the journal", ", ".join(found.leftovers) or "nothing")


def _errors(seen: Seen) -> str:
    if not seen.errors:
        return "0"
    return ", ".join(f"{count} x {number}" for number, count in sorted(seen.errors.items()))


def _pair(label: str, before: str, during: str) -> str:
    return f"  {label:<32}{before:>12}{during:>12}"


def _single(label: str, value: str) -> str:
    return f"  {label:<32}{value:>12}"


def _time(seconds: float) -> str:
    if seconds < 0.0995:
        return f"{seconds * 1000:.1f} ms"
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else f"{seconds:.1f} s"
