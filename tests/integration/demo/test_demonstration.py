"""The demo on real servers: it ends well by itself, and not when anything is wrong."""

from __future__ import annotations

import io

import pytest

from onlinealter.demo import demonstrate
from onlinealter.demo.statements import SCHEMA, TABLE
from onlinealter.model.events import Event, Notice, PhaseEnded, RunClosed, RunOpened
from onlinealter.model.exit_codes import ExitCode
from onlinealter.model.states import State
from onlinealter.mysql.connection import Connection
from onlinealter.sandbox import ServerKind, list_sandboxes
from tests.servers import chosen_kinds

_ROWS = 5_000


class Watcher:
    """A reporter that keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def report(self, event: Event) -> None:
        self.events.append(event)


class Vandal(Watcher):
    """Does harm on the demo's own server once the alteration is over."""

    def __init__(self, harm: str) -> None:
        super().__init__()
        self._harm = harm
        self.done = False

    def report(self, event: Event) -> None:
        """Keep the event; do harm after the last."""
        super().report(event)
        if isinstance(event, RunClosed) and event.state == State.DONE:
            with self._connect() as connection:
                connection.execute(self._harm)
            self.done = True

    def _connect(self) -> Connection:
        server = next(event.server for event in self.events if isinstance(event, RunOpened))
        primaries = [sandbox.primary for sandbox in list_sandboxes()]
        return next(each for each in primaries if server.endswith(f":{each.port}")).connect(SCHEMA)


@pytest.mark.parametrize("kind", chosen_kinds(), ids=str)
def test_the_demo_ends_well_and_says_what_it_saw(kind: ServerKind) -> None:
    """All phases there and back, no error, no difference, nothing left; the figures are in the summary."""
    watcher, out = Watcher(), io.StringIO()
    code = demonstrate(kind, _ROWS, watcher, out)
    figures = _figures(out.getvalue())
    phases = [event.phase.value for event in watcher.events if isinstance(event, PhaseEnded)]
    assert (code, figures["errors"], figures["differences"]) == (ExitCode.DONE, ["0", "0"], ["0"]), out.getvalue()
    assert phases == ["prepare", "execute", "verify", "cutover", "rollback", "verify", "cutover", "cleanup"]
    assert all(int(number.replace(",", "")) > 0 for number in [*figures["transactions"], *figures["rows"]])
    assert {"longest wait", "definition", "left behind but the journal", *phases} <= set(figures)
    assert any(isinstance(event, Notice) and "private" in event.text for event in watcher.events)


def test_a_demo_with_a_wrong_row_does_not_end_well() -> None:
    """One value changed behind its back is enough, and is counted."""
    vandal, out = Vandal(f"UPDATE {TABLE} SET name = 'somebody else' WHERE id = 17"), io.StringIO()
    assert demonstrate(chosen_kinds()[0], 200, vandal, out) is ExitCode.DIFFERENT, out.getvalue()
    assert vandal.done
    assert _figures(out.getvalue())["differences"] == ["1"]


def _figures(summary: str) -> dict[str, list[str]]:
    """The summary's lines by their labels."""
    found = {}
    for line in filter(None, summary.splitlines()):
        label, *figures = (part.strip() for part in line.strip().split("  ") if part.strip())
        found[label] = figures
    return found
