"""``python -m tests.chaos``: alterations under writers and blows, over all shapes of keys, as a table."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from random import SystemRandom

from rich.console import Console

from onlinealter.sandbox import ServerKind, start_sandbox
from tests.chaos.bout import Bout, Course, fight
from tests.chaos.shapes import SHAPES
from tests.chaos.summary import show
from tests.servers import chosen_kinds

_CALM_SHARE, _MOST_CALM = 0.1, 10.0
_ASIDE = 0.15  # of the time goes to starting servers and to the judgement
_SETTINGS = {"innodb_print_all_deadlocks": "ON"}  # into the server's log
_TELLING = {"log_error_verbosity": "3"}  # MySQL writes them as notes


def main() -> int:
    """Run the bouts; 0 when nothing is wrong."""
    words = _words()
    kinds = tuple(map(ServerKind, words.server.split(","))) if words.server else chosen_kinds()
    shapes = [SHAPES[name] for name in (words.shape.split(",") if words.shape else SHAPES)]
    share = words.minutes * 60 * (1 - _ASIDE) / len(kinds) / len(shapes)
    calm = min(_MOST_CALM, share * _CALM_SHARE)
    course = replace(Course(), rows=words.rows, writers=words.writers, pace=words.pace, calm=calm, seconds=share - 2 * calm)
    console = Console(highlight=False)
    folder = Path(words.logs or tempfile.mkdtemp(prefix="chaos-"))
    folder.mkdir(parents=True, exist_ok=True)
    console.print(f"seed {words.seed}; {', '.join(kinds)}; {words.minutes:g} minutes; what the tool says is in {folder}")
    bouts = []
    for kind in kinds:
        with start_sandbox(kind, settings=_SETTINGS if kind.is_mariadb else {**_SETTINGS, **_TELLING}) as sandbox:
            for shape in shapes:
                began = time.monotonic()
                bout = fight(kind, sandbox, shape, words.seed, course, folder / f"{kind}-{shape.name}.log")
                bouts.append(bout)
                _tell(console, bout, course, time.monotonic() - began)
            _keep_errors(sandbox.folder, folder / f"{kind}-server.log")
    show(console, bouts, course.writers)
    return int(any(bout.faults(course.writers) for bout in bouts))


def _words() -> argparse.Namespace:
    course = Course()
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=15.0, help="for all of it together (default %(default)g)")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000), help="of all that is random")
    parser.add_argument("--server", help=f"by commas, of {', '.join(ServerKind)}")
    parser.add_argument("--shape", help=f"by commas, of {', '.join(SHAPES)}; all by default")
    parser.add_argument("--rows", type=int, default=course.rows, help="of the table (default %(default)d)")
    parser.add_argument("--writers", type=int, default=course.writers, help="at the same time (default %(default)d)")
    parser.add_argument("--pace", type=float, default=course.pace, help="transactions a second of each; 0 is full speed")
    parser.add_argument("--logs", help="folder for what the tool says; a new one by default")
    return parser.parse_args()


def _tell(console: Console, bout: Bout, course: Course, seconds: float) -> None:
    faults = bout.faults(course.writers)
    console.print(f"{bout.kind} {bout.shape.name}: {len(bout.alters)} alterations, {seconds:.0f} s", markup=False)
    for fault in faults:
        console.print(f"  FAULT {fault}", markup=False, soft_wrap=True)


def _keep_errors(sandbox: Path, to: Path) -> None:
    """The server's own log: it tells the deadlocks."""
    logs = sorted(sandbox.rglob("error.log"))
    to.write_text("".join(log.read_text(errors="replace") for log in logs), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
