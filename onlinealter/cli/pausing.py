"""What ``pause`` and ``resume`` do."""

from __future__ import annotations

from onlinealter.cli.exits import reporting
from onlinealter.cli.options import Look, TargetWords
from onlinealter.model.events import Notice


def request_pause(words: TargetWords, look: Look, *, paused: bool) -> None:
    """Note in the journal whether the run is to wait; the process at work on it looks there."""
    from onlinealter.cli.target import Need, find_target
    from onlinealter.engine import alteration

    with reporting(look) as output:
        status = alteration.set_paused(find_target(words, Need.TABLE), paused)
        what = "waits at its next chunk; `online-alter resume` lets it go on" if paused else "may go on"
        output.report(Notice(f"run {status.run} of {status.table} {what}"))
