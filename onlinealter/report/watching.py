"""What ``--watch`` does: the same look again every few seconds, until Ctrl-C."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.live import Live

BETWEEN_LOOKS = 3.0  # seconds

Shown = tuple[RenderableType, str]
"""What a terminal shows, and the same as text."""
Look = Callable[[], Shown]


@dataclass(frozen=True)
class WatchOptions:
    """Whether to look again and again, and at all shards or only at those that failed."""

    watch: bool = False
    failed: bool = False


def watch(look: Look, *, redraw: bool, sleep: Callable[[float], None] = time.sleep) -> None:
    """Redraw one picture on a terminal; elsewhere write one text after the other. Ctrl-C ends it."""
    try:
        console = Console(highlight=False)
        if redraw and console.is_terminal and not console.is_dumb_terminal:
            _redraw(look, sleep, console)
        while True:
            sys.stdout.write(look()[1] + "\n")
            sys.stdout.flush()
            sleep(BETWEEN_LOOKS)
    except KeyboardInterrupt:
        return


def _redraw(look: Look, sleep: Callable[[float], None], console: Console) -> None:
    with Live(look()[0], console=console, auto_refresh=False, vertical_overflow="ellipsis") as live:
        while True:
            sleep(BETWEEN_LOOKS)
            live.update(look()[0], refresh=True)
